import type { KindPolicy, Policy } from "#core/ledger/policy.ts";
import { harmWords } from "./bar.ts";
import { sameLimits } from "./offer-limit.ts";
import type { Harm } from "./track-record.ts";

export interface Harmed {
  kind: string;
  harm: Harm;
  at: number;
  actionId: string;
}

/**
 * The policy after harm: each kind that acted by itself and was harmed since its limit was set asks a person again, with
 * the first such harm as its reason. Null when nothing falls. There is no way up here: only a person's act raises a limit.
 */
export function afterHarm(policy: Policy, harmed: readonly Harmed[], now: number): Policy | null {
  const kinds = { ...policy.kinds };
  let fell = false;
  for (const [kind, limits] of Object.entries(policy.kinds)) {
    if (limits.rule !== "auto") continue;
    const first = harmed
      .filter((each) => each.kind === kind && each.at >= (limits.since ?? 0))
      .toSorted((a, b) => a.at - b.at || (a.actionId < b.actionId ? -1 : 1))[0];
    if (!first) continue;
    fell = true;
    // No titles: a policy is kept for ever, and a title may name a customer.
    const why = `one of its changes ${becauseIt[first.harm]}`;
    kinds[kind] = { ...limits, rule: "ask", since: null, fell: { at: now, why, actionId: first.actionId } };
  }
  return fell ? { ...policy, version: policy.version + 1, kinds } : null;
}

const becauseIt: Record<Harm, string> = { ...harmWords, undone: "was undone by a person" };

/** What a person put in force, with when each kind's limit began: a limit that did not change keeps its day and its past. */
export function putInForce(
  previous: Record<string, KindPolicy>,
  next: Record<string, KindPolicy>,
  now: number,
): Record<string, KindPolicy> {
  return Object.fromEntries(
    Object.entries(next).map(([kind, limits]) => {
      const held = previous[kind];
      if (held && sameLimits(held, limits))
        return [kind, { ...limits, since: held.since ?? null, fell: held.fell ?? null }];
      return limits.rule === "auto"
        ? [kind, { ...limits, since: now, fell: null }]
        : [kind, { ...limits, since: null, fell: held?.fell ?? null }];
    }),
  );
}
