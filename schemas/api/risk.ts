import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { currency, minor, page, paging, time } from "./shapes.ts";

const counts = z.record(z.string(), z.record(z.string(), z.number()));

export const riskOrder = z.object({
  order: z.string(),
  name: z.string(),
  at: time,
  amountMinor: minor,
  marginMinor: minor,
  currency,
  /** Probability of fraud as it was said when scored, 0 to 1. */
  score: z.number(),
  level: z.string(),
  /** Largest first; contributions are log odds and add up. */
  reasons: z.array(z.object({ code: z.string(), text: z.string(), contribution: z.number() })),
  /** What costs least: `pass`, `hold`, `review` or `decline`. */
  decision: z.string(),
  /** What each choice was expected to cost, and the amounts behind it. */
  costs: z.object({
    expectedMinor: z.record(z.string(), minor),
    lossIfFraudMinor: minor,
    marginLostMinor: minor,
    reviewCostMinor: minor,
    chargebackFeeMinor: minor,
    savedMinor: minor,
  }),
  /** Earlier orders with the same card, device, IP, e-mail or address, by window. */
  velocity: counts,
  weightsVersion: z.int(),
  scoredAt: time,
  queued: z.boolean(),
  /** Null while nobody knows; `saidBy` is person, dispute or matured. */
  verdict: z.nullable(z.enum(["fraud", "good"])),
  saidBy: z.nullable(z.string()),
  knownAt: z.nullable(time),
});
export type RiskOrderShape = z.infer<typeof riskOrder>;

export const listRiskOrders = operation({
  id: "risk.orders",
  summary: "Orders with their risk, newest first: those a person should look at, or all",
  method: "GET",
  path: "/v1/risk/orders",
  input: z.object({
    queue: z._default(z.enum(["open", "all"]), "open"),
    order: z.optional(z.string().check(z.maxLength(120))),
    ...paging,
  }),
  output: page(riskOrder),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const giveRiskFeedback = operation({
  id: "risk.feedback",
  summary: "Say whether an order was fraud or good; the score learns from it",
  method: "POST",
  path: "/v1/risk/feedback",
  input: z.object({
    order: z.string().check(z.startsWith("gid://"), z.maxLength(120)),
    verdict: z.enum(["fraud", "good"]),
  }),
  output: riskOrder,
  role: "operator",
  effect: "write",
});

export const riskQuality = operation({
  id: "risk.quality",
  summary: "How well the risk scores fared, month by month, and which weights count",
  method: "GET",
  path: "/v1/risk/quality",
  input: z.object({}),
  output: z.object({
    /** 0 while the starting weights count. */
    weightsVersion: z.int(),
    weightsSince: z.nullable(time),
    learntFrom: z.nullable(z.object({ orders: z.int(), frauds: z.int() })),
    months: z.array(
      z.object({
        month: z.string(),
        orders: z.int(),
        frauds: z.int(),
        brier: z.nullable(z.number()),
        logLoss: z.nullable(z.number()),
        /** Share of frauds found when one good order in a hundred is refused. */
        recallAt1Percent: z.nullable(z.number()),
        reliability: z.array(
          z.object({ from: z.number(), to: z.number(), orders: z.number(), said: z.number(), happened: z.number() }),
        ),
      }),
    ),
  }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});
