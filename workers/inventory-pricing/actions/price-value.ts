import * as z from "zod";

const minor = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);

export const priceValue = z.object({ priceMinor: minor, compareAtMinor: minor.nullable() });

export const priceSetPayload = priceValue.extend({
  productId: z.string(),
  variantId: z.string(),
  costMinor: z.number().int().nullable(),
  weeklyUnits: z.number(),
  marginFloor: z.number(),
  /** How the price turns into money: what the floor is checked with, again, right before the call. */
  terms: z.object({
    taxRate: z.number(),
    taxIncluded: z.boolean(),
    discountShare: z.number().optional(),
    feeRate: z.number().optional(),
    returnShare: z.number().optional(),
  }),
});
