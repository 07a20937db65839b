import { judge, type Policy } from "#core/ledger/policy.ts";
import { type Fate, replayPolicy, type Spent } from "#core/ledger/replay-policy.ts";
import type { Decision } from "../definition.ts";

export interface JudgedDecision {
  fate: Fate;
  why: string;
}

/**
 * What the policy does with a chunk's decisions as if the agent were in auto, all of one week on one day; `spent` is what the
 * week's earlier chunks had let through, by kind.
 */
export function judgeChunk(
  policy: Policy,
  decisions: readonly Decision[],
  spent: ReadonlyMap<string, Spent>,
): JudgedDecision[] {
  const fates = replayPolicy(
    decisions.map(({ kind, movePercent, moneyMinor, confidence }, at) => {
      return { id: String(at), proposedAt: 0, kind, movePercent, moneyMinor: Math.round(moneyMinor), confidence };
    }),
    policy,
    () => "one day",
    spent,
  );
  return decisions.map((decision, at): JudgedDecision => {
    const fate = fates.get(String(at)) ?? "ask";
    const { status, reason } = judge(policy, decision, "auto");
    return { fate, why: fate === "ask" && status === "approved" ? `over the day limit of ${decision.kind}` : reason };
  });
}
