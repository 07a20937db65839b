import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { currency, minor, page, paging, time } from "./shapes.ts";

const changes = z
  .array(
    z.object({
      variantId: z.optional(z.string().check(z.maxLength(120))),
      sku: z.optional(z.string().check(z.maxLength(120))),
      priceMinor: z.int().check(z.positive(), z.lte(Number.MAX_SAFE_INTEGER)),
    }),
  )
  .check(z.maxLength(1_000));

const batchRow = z.object({
  /** What was named: the SKU, the variant, or the proposal's id. */
  name: z.string(),
  variantId: z.nullable(z.string()),
  title: z.nullable(z.string()),
  actionId: z.nullable(z.string()),
  beforeMinor: z.nullable(minor),
  afterMinor: z.nullable(minor),
  movePercent: z.nullable(z.number()),
  /** Expected change of a week's contribution; null where it cannot be estimated. */
  impactMinor: z.nullable(minor),
  moneyMinor: minor,
  /** What the policy would say if the agent had wished it. */
  policy: z.nullable(z.object({ verdict: z.enum(["auto", "ask", "deny"]), reason: z.string() })),
  /** Why it cannot be set; null when it can. */
  blocked: z.nullable(z.string()),
  notes: z.array(z.string()),
});

export const createPriceBatch = operation({
  id: "prices.batch",
  summary: "Preview a set of prices, or enter it as one batch; actions.batch then schedules, withdraws or undoes it",
  method: "POST",
  path: "/v1/price-batches",
  input: z.object({
    title: z.string().check(z.trim(), z.minLength(1), z.maxLength(120)),
    /** New prices, by variant or SKU, in minor units of the shop's currency. */
    changes: z.optional(changes),
    /** Price proposals that wait now, taken in as they stand. */
    actions: z.optional(z.array(z.string().check(z.maxLength(64))).check(z.maxLength(1_000))),
    /** Or all price proposals that wait in one card. */
    groupKey: z.optional(z.string().check(z.maxLength(300))),
    /** Only say what it would move and bring, what the policy says, what stops it. */
    preview: z.optional(z.boolean()),
    /** Enter what can be set although some of it cannot; else nothing is entered. */
    partial: z.optional(z.boolean()),
  }),
  output: z.object({
    /** Null for a preview. */
    batch: z.nullable(z.string()),
    title: z.string(),
    currency,
    rows: z.array(batchRow),
    totals: z.object({
      rows: z.int(),
      blocked: z.int(),
      impactMinor: minor,
      moneyMinor: minor,
    }),
  }),
  role: "operator",
  effect: "write",
});

export const priceBatch = z.object({
  id: z.string(),
  /** What actions.batch and actions.list know it by. */
  groupKey: z.string(),
  title: z.string(),
  createdAt: time,
  /** When what is scheduled goes out; null when nothing is. */
  scheduledFor: z.nullable(time),
  /** Rows by status: applied beside failed is a batch that went through in part. */
  statuses: z.record(z.string(), z.int()),
  rows: z.int(),
  impactMinor: minor,
  moneyMinor: minor,
  currency,
  /** Why rows did not go through: five different reasons at most, the rest stands in the rows. */
  problems: z.array(z.string()),
});

export const listPriceBatches = operation({
  id: "prices.batches",
  summary: "Batches of prices and what became of their rows, newest first",
  method: "GET",
  path: "/v1/price-batches",
  input: z.object(paging),
  output: page(priceBatch),
  role: "viewer",
  effect: "read",
});

const bandFields = {
  lowMinor: z.nullable(minor),
  highMinor: z.nullable(minor),
  /** `agreed` with the brand (MAP) holds until replaced; `observed` at competitors binds only while it is fresh. */
  kind: z.enum(["agreed", "observed"]),
  source: z.string().check(z.trim(), z.minLength(1), z.maxLength(120)),
};

export const putPriceBands = operation({
  id: "prices.set-bands",
  summary: "Enter the lowest and highest price of variants, agreed with brands or observed at competitors",
  method: "PUT",
  path: "/v1/price-bands",
  input: z.object({
    bands: z
      .array(
        z.object({
          variantId: z.optional(z.string().check(z.maxLength(120))),
          sku: z.optional(z.string().check(z.maxLength(120))),
          ...bandFields,
          /** When it was true; now when left out. An older one never takes a newer one's place. */
          asOf: z.optional(time),
        }),
      )
      .check(z.minLength(1), z.maxLength(1_000)),
  }),
  /** Both ends null takes a band away. */
  output: z.object({ set: z.int(), removed: z.int(), older: z.int() }),
  role: "operator",
  effect: "write",
});

export const priceBand = z.object({
  variantId: z.string(),
  sku: z.nullable(z.string()),
  title: z.nullable(z.string()),
  ...bandFields,
  currency,
  asOf: time,
  setBy: z.string(),
});

export const listPriceBands = operation({
  id: "prices.bands",
  summary: "Bands that were entered, oldest first: what is stale stands at the top",
  method: "GET",
  path: "/v1/price-bands",
  input: z.object({ variantId: z.optional(z.string().check(z.maxLength(120))), ...paging }),
  output: page(priceBand),
  role: "viewer",
  effect: "read",
});

export type PriceBatchShape = z.infer<typeof priceBatch>;
