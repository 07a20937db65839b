import * as z from "zod";
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
  weightsVersion: z.number().int(),
  scoredAt: time,
  queued: z.boolean(),
  /** Null while nobody knows; `saidBy` is person, dispute or matured. */
  verdict: z.enum(["fraud", "good"]).nullable(),
  saidBy: z.string().nullable(),
  knownAt: time.nullable(),
});
export type RiskOrderShape = z.infer<typeof riskOrder>;

export const listRiskOrders = operation({
  id: "risk.orders",
  summary: "Orders with their risk, newest first: those a person should look at, or all",
  method: "GET",
  path: "/v1/risk/orders",
  input: z.object({ queue: z.enum(["open", "all"]).default("open"), order: z.string().max(120).optional(), ...paging }),
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
  input: z.object({ order: z.string().startsWith("gid://").max(120), verdict: z.enum(["fraud", "good"]) }),
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
    weightsVersion: z.number().int(),
    weightsSince: time.nullable(),
    learntFrom: z.object({ orders: z.number().int(), frauds: z.number().int() }).nullable(),
    months: z.array(
      z.object({
        month: z.string(),
        orders: z.number().int(),
        frauds: z.number().int(),
        brier: z.number().nullable(),
        logLoss: z.number().nullable(),
        /** Share of frauds found when one good order in a hundred is refused. */
        recallAt1Percent: z.number().nullable(),
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
