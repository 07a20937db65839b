import { z } from "zod";
import { proposePrice } from "#core/pricing/propose-price.ts";
import { eachLine } from "./task.ts";

const share = z.number().min(0).lt(1);
const line = z.object({
  priceMinor: z.int().positive(),
  costMinor: z.number().min(0).nullable(),
  weeklyUnits: z.number().min(0),
  elasticity: z.number().nullable(),
  se: z.number().min(0).nullish(),
  taxRate: z.number().min(0),
  taxIncluded: z.boolean(),
  feeRate: share,
  marginFloor: share,
  largestMove: z.number().min(0),
  bandLowMinor: z.number().nullish(),
  bandHighMinor: z.number().nullish(),
  coverDays: z.number().nullish(),
  leadDays: z.number().nullish(),
  discountShare: share.optional(),
  shippingSubsidyMinor: z.number().min(0).optional(),
  returnShare: share.optional(),
});

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
