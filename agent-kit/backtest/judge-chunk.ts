import { type Judged, judge, type Policy } from "#core/ledger/policy.ts";
import { type Fate, replayPolicy } from "#core/ledger/replay-policy.ts";
import type { Decision } from "../definition.ts";

/** What the week's earlier chunks decided, and which of it the policy let through: it counts against the day's limits. */
export interface Spent {
  through: Judged[];
  decided: number;
}

export interface JudgedDecision {
  fate: Fate;
  why: string;
}

/** What the policy does with a chunk's decisions as if the agent were in auto, all of one week on one day. */
export function judgeChunk(policy: Policy, decisions: readonly Decision[], spent: Spent): JudgedDecision[] {
  const rows = [...spent.through, ...decisions.map((each) => ({ ...each, moneyMinor: Math.round(each.moneyMinor) }))];
  const fates = replayPolicy(
    rows.map(({ kind, movePercent, moneyMinor, confidence }, at) => {
      return { id: String(at), proposedAt: 0, kind, movePercent, moneyMinor, confidence };
    }),
    policy,
    () => "one day",
  );
  return decisions.map((decision, at): JudgedDecision => {
    const fate = fates.get(String(spent.through.length + at)) ?? "ask";
    const { status, reason } = judge(policy, decision, "auto");
    return { fate, why: fate === "ask" && status === "approved" ? `over the day limit of ${decision.kind}` : reason };
  });
}
