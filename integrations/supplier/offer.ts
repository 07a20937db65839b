import * as z from "zod/mini";

const minor = z.number();
const maybe = z._default(z.nullable(z.number()), null);

export const offerVariant = z.object({
  /** The supplier's own number of it. */
  reference: z.string(),
  sku: z._default(z.nullable(z.string()), null),
  title: z.string(),
  costMinor: minor,
  /** Units left of it over all warehouses, null when the supplier does not know; left out when it is asked for apart. */
  stock: z.optional(z.nullable(z.number())),
});
export type OfferVariant = z.infer<typeof offerVariant>;

/**
 * What a supplier says of one product; null is "it does not say". Money in minor units of `currency`. Whether the figures
 * are to be believed is judged later, beside what was believed before.
 */
export const offer = z.object({
  reference: z.string().check(z.minLength(1), z.maxLength(120)),
  title: z.string().check(z.minLength(1), z.maxLength(255)),
  currency: z.string(),
  costMinor: minor,
  category: z._default(z.nullable(z.string()), null),
  url: z._default(z.nullable(z.string()), null),
  images: z._default(z.array(z.string()), []),
  description: z._default(z.nullable(z.string()), null),
  sku: z._default(z.nullable(z.string()), null),
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
  variants: z._default(z.array(offerVariant), []),
});
export type Offer = z.infer<typeof offer>;

export interface OfferDetails {
  description: string | null;
  images: string[];
  suggestedRetailMinor: number | null;
  variants: OfferVariant[];
}
