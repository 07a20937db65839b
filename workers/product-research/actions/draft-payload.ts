import * as z from "zod/mini";
import { contributionMinor, netRevenueMinor } from "#core/pricing/net-money.ts";

const minor = z.int().check(z.positive(), z.lte(1_000_000_000));

export const productDraftPayload = z.object({
  supplier: z.string(),
  reference: z.string(),
  title: z.string().check(z.minLength(1), z.maxLength(255)),
  description: z.nullable(z.string().check(z.maxLength(20_000))),
  productType: z.string().check(z.maxLength(255)),
  images: z.array(z.url()).check(z.maxLength(20)),
  variants: z
    .array(
      z.object({
        /** The supplier's own number of it. */
        reference: z.string(),
        sku: z.string().check(z.maxLength(120)),
        title: z.string().check(z.minLength(1), z.maxLength(255)),
        priceMinor: minor,
        /** Goods without shipping, in the shop's currency. */
        costMinor: minor,
      }),
    )
    .check(z.minLength(1, "a product needs a variant"), z.maxLength(100)),
  /** What the price was judged with, asked again right before the call. */
  shippingMinor: z.int().check(z.nonnegative()),
  leastMargin: z.number(),
  terms: z.object({
    taxRate: z.number(),
    taxIncluded: z.boolean(),
    discountShare: z.optional(z.number()),
    feeRate: z.optional(z.number()),
  }),
});
export type ProductDraft = z.infer<typeof productDraftPayload>;

/** What the draft says of itself in the ledger. */
export function draftValue(draft: ProductDraft) {
  const prices = draft.variants.map(({ priceMinor }) => priceMinor);
  return {
    status: "DRAFT",
    title: draft.title,
    vendor: draft.supplier,
    variants: draft.variants.length,
    priceMinor: Math.min(...prices),
  };
}

/** Share of a variant's net price left after goods, shipping and fees. */
export function marginLeft(draft: ProductDraft, variant: ProductDraft["variants"][number]): number {
  const terms = { ...draft.terms, shippingSubsidyMinor: draft.shippingMinor };
  const net = netRevenueMinor(variant.priceMinor, draft.terms);
  return contributionMinor(variant.priceMinor, variant.costMinor, terms) / net;
}
