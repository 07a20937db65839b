import "#schemas/zod-locale.ts";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse } from "smol-toml";
import * as z from "zod/mini";
import { fromRoot } from "./paths.ts";

const binding = z.looseObject({ binding: z.string() });

/** The parts of a `wrangler.toml` that the scripts look at. */
const WorkerConfigSchema = z.looseObject({
  name: z.string(),
  main: z.optional(z.string()),
  compatibility_date: z.optional(z.string()),
  minify: z.optional(z.boolean()),
  keep_names: z.optional(z.boolean()),
  workers_dev: z.optional(z.boolean()),
  preview_urls: z.optional(z.boolean()),
  pages_build_output_dir: z.optional(z.string()),
  vars: z._default(z.record(z.string(), z.unknown()), {}),
  triggers: z._default(z.looseObject({ crons: z._default(z.array(z.string()), []) }), { crons: [] }),
  d1_databases: z._default(
    z.array(
      z.extend(binding, { database_name: z.string(), database_id: z.string(), migrations_dir: z.optional(z.string()) }),
    ),
    [],
  ),
  kv_namespaces: z._default(z.array(z.extend(binding, { id: z.string() })), []),
  ratelimits: z._default(z.array(z.looseObject({ name: z.string() })), []),
  services: z._default(z.array(z.extend(binding, { service: z.string(), entrypoint: z.optional(z.string()) })), []),
  durable_objects: z._default(
    z.looseObject({
      bindings: z._default(
        z.array(z.looseObject({ name: z.string(), class_name: z.string(), script_name: z.optional(z.string()) })),
        [],
      ),
    }),
    { bindings: [] },
  ),
  queues: z._default(
    z.looseObject({
      producers: z._default(z.array(z.extend(binding, { queue: z.string() })), []),
      consumers: z._default(
        z.array(z.looseObject({ queue: z.string(), dead_letter_queue: z.optional(z.string()) })),
        [],
      ),
    }),
    { producers: [], consumers: [] },
  ),
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
