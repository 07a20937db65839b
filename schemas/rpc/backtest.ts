/** What an agent says about a replay of its past. Money in minor units of the shop's currency, times in ms. */

export const BACKTEST_STATUSES = ["running", "finished", "failed", "cancelled"] as const;
export type BacktestStatus = (typeof BACKTEST_STATUSES)[number];

export interface BacktestSummary {
  id: string;
  agent: string;
  /** `import` when the first import started it. */
  trigger: "person" | "import";
  askedBy: string;
  status: BacktestStatus;
  reason: string | null;
  /** The newest instant looked at; each further week lies seven days before the last. */
  newest: number;
  weeks: number;
  weeksDone: number;
  policyVersion: number;
  at: number;
  updatedAt: number;
  finishedAt: number | null;
}

/** A sum of effects; each end of the interval is the sum of that end, which is the widest it can be. */
export interface EffectSum {
  minor: number;
  lowMinor: number;
  highMinor: number;
  /** Decisions among them for which nothing tells an interval: they are in all three at their estimate. */
  withoutRange: number;
}

export interface BacktestKind {
  kind: string;
  proposed: number;
  auto: number;
  ask: number;
  deny: number;
  /** Of everything proposed, and of what the policy would have let through. */
  effect: EffectSum;
  through: EffectSum;
}

export interface BacktestDecision {
  week: number;
  instant: number;
  kind: string;
  target: string;
  title: string;
  intent: string;
  before: unknown;
  after: unknown;
  why: string;
  movePercent: number | null;
  moneyMinor: number;
  currency: string;
  confidence: number;
  fate: "auto" | "ask" | "deny";
  verdict: string;
  effectMinor: number;
  lowMinor: number | null;
  highMinor: number | null;
  effectFrom: "sales" | "expected";
}

export interface BacktestUnanswered {
  kind: string;
  code: string;
  why: string;
  /** Questions of this kind that cannot be answered, and in how many of the weeks. */
  count: number;
  weeks: number;
  /** The oldest and the newest instant concerned. */
  from: number;
  to: number;
}

export interface BacktestWeek {
  week: number;
  instant: number;
  observed: number;
  proposed: number;
  auto: number;
  effectMinor: number;
  unanswered: number;
  measures: Record<string, number | string | null>;
}

export interface BacktestResult extends BacktestSummary {
  /** What is taken from today because its history is not kept. */
  assumes: string[];
  kinds: BacktestKind[];
  /** By the low end of its interval. */
  worst: BacktestDecision | null;
  unanswered: BacktestUnanswered[];
  byWeek: BacktestWeek[];
}
