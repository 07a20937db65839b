import type { Observation } from "#agent-kit/definition.ts";
import { fraud } from "./fraud/part.ts";
import type { SecurityContext } from "./parts.ts";
import { platform } from "./platform/part.ts";
import type { SecuritySnapshot } from "./snapshot.ts";

/** Every part in the first chunk; in later ones those that have more to look at. */
export async function observe(context: SecurityContext): Promise<Observation<SecuritySnapshot>> {
  const seen = await fraud.observe(context);
  const looked = context.chunk === 0 ? await platform.observe(context) : null;
  return {
    snapshot: { fraud: seen.snapshot, platform: looked?.snapshot ?? null },
    observed: seen.observed + (looked?.observed ?? 0),
    cursors: { ...seen.cursors, ...looked?.cursors },
    more: seen.more,
  };
}
