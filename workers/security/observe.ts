import type { Observation } from "#agent-kit/definition.ts";
import { fraud } from "./fraud/part.ts";
import type { SecurityContext } from "./parts.ts";
import type { SecuritySnapshot } from "./snapshot.ts";

/** Every part in the first chunk; in later ones those that have more to look at. */
export async function observe(context: SecurityContext): Promise<Observation<SecuritySnapshot>> {
  const seen = await fraud.observe(context);
  return {
    snapshot: { fraud: seen.snapshot },
    observed: seen.observed,
    cursors: seen.cursors,
    more: seen.more,
  };
}
