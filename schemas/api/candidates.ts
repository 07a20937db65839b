import * as z from "zod/mini";
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
  url: z.nullable(z.string()),
  image: z.nullable(z.string()),
  /** 0 to 100 beside the other candidates; null where too little is known. */
  score: z.nullable(z.number()),
  /** Share of what counts that is known. */
  coverage: z.nullable(z.number()),
  parts: z.array(part),
  /** Parts no source tells. */
  missing: z.array(z.string()),
  /** The preset 30/25/20/15/10 score. */
  presetScore: z.nullable(z.number()),
  /** In the shop's currency; null where a price, the shipping or the exchange rate is unknown. */
  money: z.nullable(z.object({ priceMinor: minor, costMinor: minor, shippingMinor: minor, contributionMinor: minor })),
  duplicateOf: z.nullable(z.string()),
  /** Why it is not proposed. */
  held: z.nullable(z.string()),
  /** Why the supplier's newest figures are not believed. */
  doubt: z.nullable(z.string()),
  watched: z.boolean(),
  firstSeenAt: time,
  lastSeenAt: time,
  scoredAt: z.nullable(time),
});
export type CandidateShape = z.infer<typeof candidate>;

const candidateId = z.string().check(z.minLength(1), z.maxLength(180));

export const listCandidates = operation({
  id: "candidates.list",
  summary: "Suppliers' offers with their scores, best first, and how each supplier answered last",
  method: "GET",
  path: "/v1/products/candidates",
  input: z.object({
    supplier: z.optional(z.string().check(z.maxLength(40))),
    watched: z.optional(z.enum(["true", "false"])),
    ...paging,
  }),
  output: z.extend(page(candidate), {
    suppliers: z.array(
      z.object({
        supplier: z.string(),
        status: z.string(),
        detail: z.string(),
        evidence: z.string(),
        offers: z.int(),
        doubtful: z.int(),
        at: time,
        answeredAt: z.nullable(time),
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
        stock: z.nullable(z.number()),
        sellers: z.nullable(z.number()),
        sold: z.nullable(z.number()),
        score: z.nullable(z.number()),
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
