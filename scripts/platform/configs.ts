import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse } from "smol-toml";
import * as z from "zod";
import { fromRoot } from "./paths.ts";

const binding = z.looseObject({ binding: z.string() });

/** The parts of a `wrangler.toml` that the scripts look at. */
const WorkerConfigSchema = z.looseObject({
  name: z.string(),
  main: z.string().optional(),
  compatibility_date: z.string().optional(),
  minify: z.boolean().optional(),
  workers_dev: z.boolean().optional(),
  preview_urls: z.boolean().optional(),
  pages_build_output_dir: z.string().optional(),
  vars: z.record(z.string(), z.unknown()).default({}),
  triggers: z.looseObject({ crons: z.array(z.string()).default([]) }).default({ crons: [] }),
  d1_databases: z
    .array(
      binding.extend({ database_name: z.string(), database_id: z.string(), migrations_dir: z.string().optional() }),
    )
    .default([]),
  kv_namespaces: z.array(binding.extend({ id: z.string() })).default([]),
  ratelimits: z.array(z.looseObject({ name: z.string() })).default([]),
  services: z.array(binding.extend({ service: z.string(), entrypoint: z.string().optional() })).default([]),
  durable_objects: z
    .looseObject({
      bindings: z
        .array(z.looseObject({ name: z.string(), class_name: z.string(), script_name: z.string().optional() }))
        .default([]),
    })
    .default({ bindings: [] }),
  queues: z
    .looseObject({
      producers: z.array(binding.extend({ queue: z.string() })).default([]),
      consumers: z.array(z.looseObject({ queue: z.string(), dead_letter_queue: z.string().optional() })).default([]),
    })
    .default({ producers: [], consumers: [] }),
});

export type WorkerConfig = z.infer<typeof WorkerConfigSchema> & {
  /** Where it stands, relative to the checkout. */
  file: string;
};

/** The dashboard's configuration: Cloudflare Pages, so not one of the Workers. */
export const pagesConfigFile = "pages-ui/wrangler.toml";

/** Every Worker's configuration file: control first (its port is the system's), then state, then the rest by name. */
export function configFiles(): string[] {
  const workers = existsSync(fromRoot("workers")) ? readdirSync(fromRoot("workers")).sort() : [];
  return [
    "wrangler.toml",
    "durable-objects/wrangler.toml",
    ...workers.map((name) => `workers/${name}/wrangler.toml`),
  ].filter((file) => existsSync(fromRoot(file)));
}

export function parseConfig(file: string, text: string): WorkerConfig {
  return { ...WorkerConfigSchema.parse(parse(text)), file };
}

export function readConfig(file: string): WorkerConfig {
  return parseConfig(file, readFileSync(fromRoot(file), "utf8"));
}

export function readConfigs(): WorkerConfig[] {
  return configFiles().map(readConfig);
}

/** Every name that a configuration binds to something, or sets as a variable of its own. */
export function boundNames(): string[] {
  return readConfigs().flatMap((config) => [
    ...[...config.d1_databases, ...config.kv_namespaces, ...config.services, ...config.queues.producers].map(
      (each) => each.binding,
    ),
    ...[...config.durable_objects.bindings, ...config.ratelimits].map((each) => each.name),
    ...Object.keys(config.vars).filter((name) => name !== "ENVIRONMENT"),
  ]);
}
