import type { Mode } from "#core/agents/lifecycle.ts";
import { type Bar, startingBar } from "#core/autonomy/bar.ts";

/** What may happen to one kind of action without a person. Money in minor units of the shop's currency. */
export interface KindPolicy {
  rule: "ask" | "auto" | "deny";
  largestMovePercent: number | null;
  largestMoneyMinor: number | null;
  actionsPerDay: number | null;
  moneyPerDayMinor: number | null;
  leastConfidence: number | null;
  /** When a person let it act by itself, ms; harm since then takes that back. */
  since?: number | null;
  /** Its last fall back to asking, and what made it fall. */
  fell?: Fall | null;
}

export interface Fall {
  at: number;
  why: string;
  actionId: string;
}

export interface Policy {
  version: number;
  kinds: Record<string, KindPolicy>;
  cardsPerDay: number;
  proposalsExpireAfterDays: number;
  /** When a kind's record earns an offer. */
  earning?: Bar;
}

export const askAlways: KindPolicy = {
  rule: "ask",
  largestMovePercent: null,
  largestMoneyMinor: null,
  actionsPerDay: null,
  moneyPerDayMinor: null,
  leastConfidence: null,
};

export const startingPolicy: Policy = {
  version: 0,
  kinds: {},
  cardsPerDay: 20,
  proposalsExpireAfterDays: 7,
  earning: startingBar,
};

export interface Judged {
  kind: string;
  movePercent: number | null;
  moneyMinor: number;
  confidence: number;
}

export interface Verdict {
  status: "shadow" | "proposed" | "approved" | "denied";
  version: number;
  reason: string;
}

/** What becomes of a decision: the mode first, then the kind's rule, then its limits on a single action. */
export function judge(policy: Policy, decision: Judged, mode: Mode): Verdict {
  const limits = policy.kinds[decision.kind] ?? askAlways;
  const verdict = (status: Verdict["status"], reason: string): Verdict => ({ status, version: policy.version, reason });
  if (mode === "shadow" || mode === "paused") return verdict("shadow", "the agent is in shadow");
  if (limits.rule === "deny") return verdict("denied", `${decision.kind} is denied by policy`);
  if (mode === "approve") return verdict("proposed", "the agent is in approve");
  if (limits.rule === "ask") return verdict("proposed", `${decision.kind} asks a person`);
  const over = overSingleLimit(limits, decision);
  return over ? verdict("proposed", over) : verdict("approved", "within the owner's limits");
}

function overSingleLimit(limits: KindPolicy, decision: Judged): string | null {
  const { largestMovePercent, largestMoneyMinor, leastConfidence } = limits;
  if (
    largestMovePercent !== null &&
    decision.movePercent !== null &&
    Math.abs(decision.movePercent) > largestMovePercent
  )
    return `moves ${Math.abs(decision.movePercent).toFixed(1)} %, limit ${largestMovePercent} %`;
  if (largestMoneyMinor !== null && Math.abs(decision.moneyMinor) > largestMoneyMinor)
    return `money ${Math.abs(decision.moneyMinor)}, limit ${largestMoneyMinor} (minor units)`;
  if (leastConfidence !== null && decision.confidence < leastConfidence)
    return `confidence ${decision.confidence.toFixed(2)}, limit ${leastConfidence}`;
  return null;
}
