import * as z from "zod/mini";

const mostRows = 1_000;

/** What a person asks of a batch: new prices by variant or SKU, and proposals there are already. */
export const priceBatchWish = z
  .object({
    title: z.string().check(z.trim(), z.minLength(1), z.maxLength(120)),
    changes: z._default(
      z
        .array(
          z
            .object({
              variantId: z.optional(z.string().check(z.maxLength(120))),
              sku: z.optional(z.string().check(z.maxLength(120))),
              priceMinor: z.int().check(z.positive(), z.lte(Number.MAX_SAFE_INTEGER)),
            })
            .check(
              z.refine(
                (row) => (row.variantId === undefined) !== (row.sku === undefined),
                "Give either variantId or sku.",
              ),
            ),
        )
        .check(z.maxLength(mostRows)),
      [],
    ),
    actions: z._default(z.array(z.string().check(z.maxLength(64))).check(z.maxLength(mostRows)), []),
    /** Or all that wait in one card. */
    groupKey: z.optional(z.string().check(z.maxLength(300))),
    /** Only say what would be. */
    preview: z._default(z.boolean(), false),
    /** Enter what can be set although some of it cannot. */
    partial: z._default(z.boolean(), false),
  })
  .check(
    z.refine(
      (wish) => wish.changes.length + wish.actions.length > 0 || wish.groupKey !== undefined,
      "A batch needs a price or a proposal.",
    ),
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
