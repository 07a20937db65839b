import * as z from "zod";
import { defaultRiskTerms } from "#core/risk/decide-by-cost.ts";

const share = z.number().min(0).max(1);
const minor = z.number().int().min(0).max(100_000_000);

/** What the owner may set about fraud. Shares are fractions; money in minor units of the shop's currency. */
export const fraudSettings = z.object({
  lookBackDays: z.number().int().min(1).max(30).default(3).describe("Days back within which unseen orders are scored"),
  assumedMargin: share.default(0.3).describe("Margin of goods whose cost nobody knows"),
  settledDays: z
    .number()
    .int()
    .min(30)
    .max(180)
    .default(90)
    .describe("Days without a dispute after which an order counts as good"),
  terms: z
    .object({
      chargebackFeeMinor: minor.default(defaultRiskTerms.chargebackFeeMinor),
      reviewCostMinor: minor.default(defaultRiskTerms.reviewCostMinor),
      goodwillMinor: minor.default(defaultRiskTerms.goodwillMinor),
      reviewCatches: share.default(defaultRiskTerms.reviewCatches),
      reviewLoses: share.default(defaultRiskTerms.reviewLoses),
      holdCostMinor: minor.default(defaultRiskTerms.holdCostMinor),
      holdCatches: share.default(defaultRiskTerms.holdCatches),
      holdLoses: share.default(defaultRiskTerms.holdLoses),
    })
    .prefault({})
    .describe("What wrong decisions cost, and how often a look or a wait helps"),
});
export type FraudSettings = z.infer<typeof fraudSettings>;
