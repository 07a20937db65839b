import * as z from "zod";
import { operation } from "./operation.ts";
import { currency, minor, page, paging, time } from "./shapes.ts";

const changes = z
  .array(
    z.object({
      variantId: z.string().max(120).optional(),
      sku: z.string().max(120).optional(),
      priceMinor: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
    }),
  )
  .max(1_000);

const batchRow = z.object({
  /** What was named: the SKU, the variant, or the proposal's id. */
  name: z.string(),
  variantId: z.string().nullable(),
  title: z.string().nullable(),
  actionId: z.string().nullable(),
  beforeMinor: minor.nullable(),
  afterMinor: minor.nullable(),
  movePercent: z.number().nullable(),
  /** Expected change of a week's contribution; null where it cannot be estimated. */
  impactMinor: minor.nullable(),
  moneyMinor: minor,
  /** What the policy would say if the agent had wished it. */
  policy: z.object({ verdict: z.enum(["auto", "ask", "deny"]), reason: z.string() }).nullable(),
  /** Why it cannot be set; null when it can. */
  blocked: z.string().nullable(),
  notes: z.array(z.string()),
});

export const createPriceBatch = operation({
  id: "prices.batch",
  summary: "Preview a set of prices, or enter it as one batch; actions.batch then schedules, withdraws or undoes it",
  method: "POST",
  path: "/v1/price-batches",
  input: z.object({
    title: z.string().trim().min(1).max(120),
    /** New prices, by variant or SKU, in minor units of the shop's currency. */
    changes: changes.optional(),
    /** Price proposals that wait now, taken in as they stand. */
    actions: z.array(z.string().max(64)).max(1_000).optional(),
    /** Or all price proposals that wait in one card. */
    groupKey: z.string().max(300).optional(),
    /** Only say what it would move and bring, what the policy says, what stops it. */
    preview: z.boolean().optional(),
    /** Enter what can be set although some of it cannot; else nothing is entered. */
    partial: z.boolean().optional(),
  }),
  output: z.object({
    /** Null for a preview. */
    batch: z.string().nullable(),
    title: z.string(),
    currency,
    rows: z.array(batchRow),
    totals: z.object({
      rows: z.number().int(),
      blocked: z.number().int(),
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
  scheduledFor: time.nullable(),
  /** Rows by status: applied beside failed is a batch that went through in part. */
  statuses: z.record(z.string(), z.number().int()),
  rows: z.number().int(),
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
  lowMinor: minor.nullable(),
  highMinor: minor.nullable(),
  /** `agreed` with the brand (MAP) holds until replaced; `observed` at competitors binds only while it is fresh. */
  kind: z.enum(["agreed", "observed"]),
  source: z.string().trim().min(1).max(120),
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
          variantId: z.string().max(120).optional(),
          sku: z.string().max(120).optional(),
          ...bandFields,
          /** When it was true; now when left out. An older one never takes a newer one's place. */
          asOf: time.optional(),
        }),
      )
      .min(1)
      .max(1_000),
  }),
  /** Both ends null takes a band away. */
  output: z.object({ set: z.number().int(), removed: z.number().int(), older: z.number().int() }),
  role: "operator",
  effect: "write",
});

export const priceBand = z.object({
  variantId: z.string(),
  sku: z.string().nullable(),
  title: z.string().nullable(),
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
  input: z.object({ variantId: z.string().max(120).optional(), ...paging }),
  output: page(priceBand),
  role: "viewer",
  effect: "read",
});

export type PriceBatchShape = z.infer<typeof priceBatch>;
