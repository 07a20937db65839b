import * as z from "zod/mini";

const minor = z.int().check(z.positive(), z.lte(Number.MAX_SAFE_INTEGER));

export const priceValue = z.object({ priceMinor: minor, compareAtMinor: z.nullable(minor) });

export const priceSetPayload = z.extend(priceValue, {
  productId: z.string(),
  variantId: z.string(),
  costMinor: z.nullable(z.int()),
  weeklyUnits: z.number(),
  marginFloor: z.number(),
  /** How the price turns into money: what the floor is checked with, again, right before the call. */
  terms: z.object({
    taxRate: z.number(),
    taxIncluded: z.boolean(),
    discountShare: z.optional(z.number()),
    feeRate: z.optional(z.number()),
    returnShare: z.optional(z.number()),
  }),
});
