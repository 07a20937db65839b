import * as z from "zod";
import { operation } from "./operation.ts";
import { currency, minor, page, paging, time } from "./shapes.ts";

const days = z.number();

/** One part of a score: what it is, who says so, how old that is and how far it is to be trusted. */
const part = z.object({
  part: z.string(),
  value: z.number(),
  source: z.string(),
  ageDays: days,
  quality: z.string(),
  standing: z.number(),
  weight: z.number(),
});

export const candidate = z.object({
  id: z.string(),
  supplier: z.string(),
  reference: z.string(),
  title: z.string(),
  /** Of one unit, as the supplier says. */
  costMinor: minor,
  currency,
  url: z.string().nullable(),
  image: z.string().nullable(),
  /** 0 to 100 beside the other candidates; null where too little is known. */
  score: z.number().nullable(),
  /** Share of what counts that is known. */
  coverage: z.number().nullable(),
  parts: z.array(part),
  /** Parts no source tells. */
  missing: z.array(z.string()),
  /** The preset 30/25/20/15/10 score. */
  presetScore: z.number().nullable(),
  /** In the shop's currency; null where a price, the shipping or the exchange rate is unknown. */
  money: z.object({ priceMinor: minor, costMinor: minor, shippingMinor: minor, contributionMinor: minor }).nullable(),
  duplicateOf: z.string().nullable(),
  /** Why it is not proposed. */
  held: z.string().nullable(),
  /** Why the supplier's newest figures are not believed. */
  doubt: z.string().nullable(),
  watched: z.boolean(),
  firstSeenAt: time,
  lastSeenAt: time,
  scoredAt: time.nullable(),
});
export type CandidateShape = z.infer<typeof candidate>;

const candidateId = z.string().min(1).max(180);

export const listCandidates = operation({
  id: "candidates.list",
  summary: "Suppliers' offers with their scores, best first, and how each supplier answered last",
  method: "GET",
  path: "/v1/products/candidates",
  input: z.object({
    supplier: z.string().max(40).optional(),
    watched: z.enum(["true", "false"]).optional(),
    ...paging,
  }),
  output: page(candidate).extend({
    suppliers: z.array(
      z.object({
        supplier: z.string(),
        status: z.string(),
        detail: z.string(),
        evidence: z.string(),
        offers: z.number().int(),
        doubtful: z.number().int(),
        at: time,
        answeredAt: time.nullable(),
      }),
    ),
  }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const candidateHistory = operation({
  id: "candidates.history",
  summary: "One candidate day by day, newest first",
  method: "GET",
  path: "/v1/products/candidates/:candidate/history",
  input: z.object({ candidate: candidateId }),
  output: z.object({
    items: z.array(
      z.object({
        day: z.string(),
        costMinor: minor,
        currency,
        stock: z.number().nullable(),
        sellers: z.number().nullable(),
        sold: z.number().nullable(),
        score: z.number().nullable(),
      }),
    ),
  }),
  role: "viewer",
  effect: "read",
});

export const watchCandidate = operation({
  id: "candidates.watch",
  summary: "Put a candidate on the watch list, or take it off",
  method: "PUT",
  path: "/v1/products/candidates/:candidate/watch",
  input: z.object({ candidate: candidateId, watched: z.boolean() }),
  output: z.object({ id: z.string(), watched: z.boolean() }),
  role: "operator",
  effect: "write",
});
