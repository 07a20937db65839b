import type { WorkerConfig } from "../platform/configs.ts";

/**
 * The Workers in an order in which each comes after all that it binds (Cloudflare refuses a binding to a Worker that does
 * not exist), otherwise by name. Throws on a ring, which `npm run check` would have named.
 */
export function deployOrder(configs: WorkerConfig[]): WorkerConfig[] {
  const waiting = [...configs].sort((a, b) => a.name.localeCompare(b.name));
  const ordered: WorkerConfig[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex((config) =>
      needs(config).every((name) => !waiting.some((other) => other !== config && other.name === name)),
    );
    if (next === -1) throw new Error(`bindings form a ring: ${waiting.map(({ name }) => name).join(", ")}`);
    ordered.push(...waiting.splice(next, 1));
  }
  return ordered;
}

function needs({ services, durable_objects }: WorkerConfig): string[] {
  return [
    ...services.map(({ service }) => service),
    ...durable_objects.bindings.flatMap(({ script_name }) => script_name ?? []),
  ];
}
