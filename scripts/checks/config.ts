import path from "node:path";
import { Cron } from "croner";
import type { WorkerConfig } from "../platform/configs.ts";

const CONTROL = "royal-equips-control";
const STATE = "royal-equips-state";
const DEAD_LETTERS = "dead-letters";

/**
 * What the Workers' configurations must agree on. Each of them repeats the shared ids, and a deployment with one of them
 * wrong starts and then loses data.
 */
export function checkConfigs(workers: WorkerConfig[], pages: WorkerConfig | null): string[] {
  const all = pages ? [...workers, pages] : workers;
  return [
    ...workers.flatMap(checkOne),
    ...checkEqual(all, "compatibility_date", (config) => config.compatibility_date),
    ...checkEqual(
      workers,
      "D1 database_id",
      (config) => config.d1_databases.find((d1) => d1.binding === "DB")?.database_id,
    ),
    ...checkEqual(workers, "KV id", (config) => config.kv_namespaces.find((kv) => kv.binding === "KV")?.id),
    ...checkBindings(all),
    ...checkCycles(all),
    ...checkQueues(workers),
  ];
}

function checkOne(config: WorkerConfig): string[] {
  const problems: string[] = [];
  const say = (problem: string) => problems.push(`${config.file}: ${problem}`);
  if (!config.name.startsWith("royal-equips-")) say(`name "${config.name}" must begin with "royal-equips-"`);
  if (config.name !== STATE && !config.services.some((service) => service.binding === "ERROR_REPORTS")) {
    say(
      `add [[services]] ERROR_REPORTS of ${STATE}, entrypoint ErrorReports: without it errors stay in the Worker's log`,
    );
  }
  if (config.minify !== true) say("add `minify = true`: bundles are measured and shipped minified");
  if (config.keep_names !== false)
    say("add `keep_names = false`: wrangler would ship a larger bundle than the measured");
  if (config.name !== CONTROL) {
    if (config.workers_dev !== false || config.preview_urls !== false) {
      say("add `workers_dev = false` and `preview_urls = false`: no Worker but control is public");
    }
    if (config.triggers.crons.length > 0 || config.vars.SCHEDULE !== undefined) checkSchedule(config, say);
  }
  const [, folder] = config.file.split("/");
  if (config.vars.AGENT !== undefined && config.vars.AGENT !== folder)
    say(`vars.AGENT must be "${folder}", its folder`);
  for (const cron of config.triggers.crons) checkCron(cron, say);
  for (const d1 of config.d1_databases) {
    const folder = path.posix.join(path.posix.dirname(config.file), d1.migrations_dir ?? "");
    if (d1.migrations_dir === undefined || folder !== "migrations")
      say("migrations_dir must lead to migrations/ at the top");
  }
  return problems;
}

function checkSchedule(config: WorkerConfig, say: (problem: string) => void): void {
  const [cron, ...more] = config.triggers.crons;
  if (more.length > 0 || cron !== config.vars.SCHEDULE) {
    say(`vars.SCHEDULE and the one cron of [triggers] must be the same: a Worker cannot read its own triggers`);
  }
}

function checkCron(cron: string, say: (problem: string) => void): void {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return void say(`cron "${cron}" has ${fields.length} fields, not 5`);
  if (/\d/.test(fields[4]?.split("/")[0] ?? "")) {
    say(`cron "${cron}": write weekdays as names; numbers mean other days on Cloudflare than here`);
  }
  try {
    new Cron(cron, { timezone: "UTC", paused: true });
  } catch (error) {
    say(`cron "${cron}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkEqual(configs: WorkerConfig[], what: string, of: (config: WorkerConfig) => string | undefined): string[] {
  const counts = new Map<string, string[]>();
  for (const config of configs) {
    const value = of(config);
    if (value !== undefined) counts.set(value, [...(counts.get(value) ?? []), config.file]);
  }
  if (counts.size <= 1) return [];
  const [usual, ...others] = [...counts].sort(([, a], [, b]) => b.length - a.length);
  return others.flatMap(([value, files]) =>
    files.map((file) => `${file}: ${what} is ${value}, everywhere else ${usual?.[0]}: make them equal`),
  );
}

/** The Workers another one names: a service, or the host of an object class. */
function boundWorkers(config: WorkerConfig): string[] {
  const hosts = config.durable_objects.bindings.flatMap(({ script_name }) => script_name ?? []);
  return [...config.services.map(({ service }) => service), ...hosts];
}

function checkBindings(configs: WorkerConfig[]): string[] {
  const byName = new Map(configs.map((config) => [config.name, config]));
  const problems: string[] = [];
  if (byName.size !== configs.length) problems.push("two configurations have the same name");
  for (const config of configs) {
    for (const name of boundWorkers(config)) {
      if (!byName.has(name)) problems.push(`${config.file}: binds ${name}, which no configuration defines`);
    }
    for (const { class_name, script_name } of config.durable_objects.bindings) {
      const host = script_name ? byName.get(script_name) : undefined;
      if (host && !host.durable_objects.bindings.some((own) => own.class_name === class_name && !own.script_name)) {
        problems.push(`${config.file}: ${script_name} has no object class ${class_name}`);
      }
    }
  }
  return problems;
}

/** Cloudflare refuses a binding to a Worker that does not exist yet, so a ring of them could never be deployed. */
function checkCycles(configs: WorkerConfig[]): string[] {
  const byName = new Map(configs.map((config) => [config.name, config]));
  const problems: string[] = [];
  const done = new Set<string>();
  const visit = (name: string, trail: string[]) => {
    if (trail.includes(name)) {
      problems.push(
        `bindings form a ring: ${[...trail.slice(trail.indexOf(name)), name].join(" → ")}; use a queue for one`,
      );
      return;
    }
    const config = byName.get(name);
    if (done.has(name) || !config) return;
    for (const next of boundWorkers(config)) visit(next, [...trail, name]);
    done.add(name);
  };
  for (const config of configs) visit(config.name, []);
  return problems;
}

function checkQueues(configs: WorkerConfig[]): string[] {
  const problems: string[] = [];
  const consumers = new Map<string, string>();
  for (const config of configs) {
    for (const { queue, dead_letter_queue } of config.queues.consumers) {
      const other = consumers.get(queue);
      if (other) problems.push(`${config.file}: ${queue} is consumed by ${other} already; a queue has one consumer`);
      consumers.set(queue, config.file);
      if (queue !== DEAD_LETTERS && dead_letter_queue !== DEAD_LETTERS) {
        problems.push(`${config.file}: ${queue} needs \`dead_letter_queue = "${DEAD_LETTERS}"\`, or messages vanish`);
      }
    }
  }
  for (const config of configs) {
    for (const { queue } of config.queues.producers) {
      if (!consumers.has(queue)) problems.push(`${config.file}: sends to ${queue}, which no Worker consumes`);
    }
  }
  return problems;
}
