import * as z from "zod";
import { contributionMinor, netRevenueMinor } from "#core/pricing/net-money.ts";

const minor = z.number().int().positive().max(1_000_000_000);

export const productDraftPayload = z.object({
  supplier: z.string(),
  reference: z.string(),
  title: z.string().min(1).max(255),
  description: z.string().max(20_000).nullable(),
  productType: z.string().max(255),
  images: z.array(z.url()).max(20),
  variants: z
    .array(
      z.object({
        /** The supplier's own number of it. */
        reference: z.string(),
        sku: z.string().max(120),
        title: z.string().min(1).max(255),
        priceMinor: minor,
        /** Goods without shipping, in the shop's currency. */
        costMinor: minor,
      }),
    )
    .min(1, "a product needs a variant")
    .max(100),
  /** What the price was judged with, asked again right before the call. */
  shippingMinor: z.number().int().nonnegative(),
  leastMargin: z.number(),
  terms: z.object({
    taxRate: z.number(),
    taxIncluded: z.boolean(),
    discountShare: z.number().optional(),
    feeRate: z.number().optional(),
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
