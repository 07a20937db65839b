import * as z from "zod/mini";
import { BACKTEST_STATUSES } from "#schemas/rpc/backtest.ts";
import { operation } from "./operation.ts";
import { agentId, minor, page, paging, time } from "./shapes.ts";

const count = z.int();
const day = z.iso.date();
const fate = z.enum(["auto", "ask", "deny"]);

export const backtest = z.object({
  id: z.string(),
  agent: z.string(),
  /** `import` when the first import started it. */
  trigger: z.enum(["person", "import"]),
  askedBy: z.string(),
  status: z.enum(BACKTEST_STATUSES),
  reason: z.nullable(z.string()),
  /** The newest instant looked at; each further week lies seven days before the last. */
  newest: time,
  weeks: count,
  weeksDone: count,
  policyVersion: count,
  at: time,
  updatedAt: time,
  finishedAt: z.nullable(time),
});

/** The ends are the sums of each decision's 80 % interval: the widest it can be. */
const effect = z.object({ minor, lowMinor: minor, highMinor: minor, withoutRange: count });

export const backtestDecision = z.object({
  week: count,
  instant: time,
  kind: z.string(),
  target: z.string(),
  title: z.string(),
  intent: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  why: z.string(),
  movePercent: z.nullable(z.number()),
  moneyMinor: minor,
  currency: z.string(),
  confidence: z.number(),
  fate,
  verdict: z.string(),
  effectMinor: minor,
  lowMinor: z.nullable(minor),
  highMinor: z.nullable(minor),
  /** `sales`: scaled to what was sold in the week after; `expected`: the decision's own estimate. */
  effectFrom: z.enum(["sales", "expected"]),
});

export const backtestResult = z.extend(backtest, {
  assumes: z.array(z.string()),
  kinds: z.array(
    z.object({ kind: z.string(), proposed: count, auto: count, ask: count, deny: count, effect, through: effect }),
  ),
  /** The worst single decision, by the low end of its interval. */
  worst: z.nullable(backtestDecision),
  /** What the data cannot say: questions of a kind, why, and in how many of the weeks. */
  unanswered: z.array(
    z.object({ kind: z.string(), code: z.string(), why: z.string(), count, weeks: count, from: time, to: time }),
  ),
  byWeek: z.array(
    z.object({
      week: count,
      instant: time,
      observed: count,
      proposed: count,
      auto: count,
      effectMinor: minor,
      unanswered: count,
      measures: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
    }),
  ),
});

const one = z.object({ backtest: z.string().check(z.minLength(1), z.maxLength(120)) });

export const startBacktest = operation({
  id: "agents.backtest",
  summary: "Try an agent on the shop's past, week by week; the newest 52 weeks unless told otherwise",
  method: "POST",
  path: "/v1/agents/:agent/backtest",
  input: z.object({ agent: agentId, from: z.optional(day), to: z.optional(day) }),
  output: z.object({ id: z.string() }),
  role: "operator",
  effect: "write",
  status: 202,
});

export const listBacktests = operation({
  id: "backtests.list",
  summary: "Backtests, newest first",
  method: "GET",
  path: "/v1/backtests",
  input: z.object({ agent: z.optional(agentId), ...paging }),
  output: page(backtest),
  role: "viewer",
  effect: "read",
});

export const getBacktest = operation({
  id: "backtests.get",
  summary:
    "What an agent would have done in the past, what of it would have gone through, and what the data cannot say",
  method: "GET",
  path: "/v1/backtests/:backtest",
  input: one,
  output: backtestResult,
  role: "viewer",
  effect: "read",
});

export const listBacktestDecisions = operation({
  id: "backtests.decisions",
  summary: "Every decision of a backtest, newest week first",
  method: "GET",
  path: "/v1/backtests/:backtest/decisions",
  input: z.extend(one, { kind: z.optional(z.string()), fate: z.optional(fate), ...paging }),
  output: page(backtestDecision),
  role: "viewer",
  effect: "read",
});
