import { z } from "zod/mini";
import { proposePrice } from "#core/pricing/propose-price.ts";
import { eachLine } from "./task.ts";

const share = z.number().check(z.gte(0), z.lt(1));
const line = z
  .object({
    priceMinor: z.int().check(z.positive()),
    costMinor: z.nullable(z.number().check(z.gte(0))),
    weeklyUnits: z.number().check(z.gte(0)),
    elasticity: z.nullable(z.number()),
    se: z.nullish(z.number().check(z.gte(0))),
    taxRate: z.number().check(z.gte(0)),
    taxIncluded: z.boolean(),
    feeRate: share,
    marginFloor: share,
    largestMove: z.number().check(z.gte(0)),
    bandLowMinor: z.nullish(z.number()),
    bandHighMinor: z.nullish(z.number()),
    coverDays: z.nullish(z.number()),
    leadDays: z.nullish(z.number()),
    discountShare: z.optional(share),
    shippingSubsidyMinor: z.optional(z.number().check(z.gte(0))),
    returnShare: z.optional(share),
  })
  .check(
    z.refine(({ bandLowMinor: low, bandHighMinor: high }) => low == null || high == null || low <= high, {
      error: "the band ends below where it begins",
      path: ["bandLowMinor"],
    }),
  );

export const priceTask = eachLine(line, ({ elasticity, se, taxRate, taxIncluded, feeRate, ...rest }) => {
  const { discountShare, shippingSubsidyMinor, returnShare, ...question } = rest;
  const proposal = proposePrice({
    ...question,
    elasticity: elasticity === null ? null : { mean: elasticity, sd: se ?? 0 },
    terms: { taxRate, taxIncluded, feeRate, discountShare, shippingSubsidyMinor, returnShare },
  });
  return {
    result: {
      price: proposal.priceMinor,
      expectedGain: proposal.expectedGainShare,
      held: proposal.held,
      reasons: proposal.reasons,
      expectedGainMinorPerWeek: proposal.expectedGainMinorPerWeek,
      probabilityOfGain: proposal.probabilityOfGain,
      floorMinor: proposal.floorMinor,
    },
  };
});
