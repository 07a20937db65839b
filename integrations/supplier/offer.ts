import * as z from "zod";

const minor = z.number();
const maybe = z.number().nullable().default(null);

export const offerVariant = z.object({
  /** The supplier's own number of it. */
  reference: z.string(),
  sku: z.string().nullable().default(null),
  title: z.string(),
  costMinor: minor,
});
export type OfferVariant = z.infer<typeof offerVariant>;

/**
 * What a supplier says of one product; null is "it does not say". Money in minor units of `currency`. Whether the figures
 * are to be believed is judged later, beside what was believed before.
 */
export const offer = z.object({
  reference: z.string().min(1).max(120),
  title: z.string().min(1).max(255),
  currency: z.string(),
  costMinor: minor,
  category: z.string().nullable().default(null),
  url: z.string().nullable().default(null),
  images: z.array(z.string()).default([]),
  description: z.string().nullable().default(null),
  sku: z.string().nullable().default(null),
  suggestedRetailMinor: maybe,
  shippingMinor: maybe,
  shipDaysLow: maybe,
  shipDaysHigh: maybe,
  stock: maybe,
  /** Shops that sell it. */
  sellers: maybe,
  /** Units the supplier ever sold of it. */
  sold: maybe,
  /** Stars, 0 to 5, of `votes` buyers. */
  rating: maybe,
  votes: maybe,
  variants: z.array(offerVariant).default([]),
});
export type Offer = z.infer<typeof offer>;

export interface OfferDetails {
  description: string | null;
  images: string[];
  suggestedRetailMinor: number | null;
  variants: OfferVariant[];
}
