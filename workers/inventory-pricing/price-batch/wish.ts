import * as z from "zod";

const mostRows = 1_000;

/** What a person asks of a batch: new prices by variant or SKU, and proposals there are already. */
export const priceBatchWish = z
  .object({
    title: z.string().trim().min(1).max(120),
    changes: z
      .array(
        z
          .object({
            variantId: z.string().max(120).optional(),
            sku: z.string().max(120).optional(),
            priceMinor: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
          })
          .refine((row) => (row.variantId === undefined) !== (row.sku === undefined), "Give either variantId or sku."),
      )
      .max(mostRows)
      .default([]),
    actions: z.array(z.string().max(64)).max(mostRows).default([]),
    /** Or all that wait in one card. */
    groupKey: z.string().max(300).optional(),
    /** Only say what would be. */
    preview: z.boolean().default(false),
    /** Enter what can be set although some of it cannot. */
    partial: z.boolean().default(false),
  })
  .refine(
    (wish) => wish.changes.length + wish.actions.length > 0 || wish.groupKey !== undefined,
    "A batch needs a price or a proposal.",
  );
export type PriceBatchWish = z.infer<typeof priceBatchWish>;

/** One line of the answer. Money in minor units of the shop's currency. */
export interface BatchRow {
  /** What was named: the SKU, the variant, or the proposal's id. */
  name: string;
  variantId: string | null;
  title: string | null;
  /** Null in a preview, and where nothing can be set. */
  actionId: string | null;
  beforeMinor: number | null;
  afterMinor: number | null;
  movePercent: number | null;
  /** Expected change of a week's contribution; null where nothing is known of the demand or the cost. */
  impactMinor: number | null;
  moneyMinor: number;
  /** What the policy would say if the agent had wished it. */
  policy: { verdict: "auto" | "ask" | "deny"; reason: string } | null;
  /** Why it cannot be set. */
  blocked: string | null;
  notes: string[];
}

export interface BatchAnswer {
  batch: string | null;
  title: string;
  currency: string;
  rows: BatchRow[];
  totals: { rows: number; blocked: number; impactMinor: number; moneyMinor: number };
}
