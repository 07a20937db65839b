import * as z from "zod/mini";
import { defaultRiskTerms } from "#core/risk/decide-by-cost.ts";

const share = z.number().check(z.gte(0), z.lte(1));
const minor = z.int().check(z.gte(0), z.lte(100_000_000));

/** What the owner may set about fraud. Shares are fractions; money in minor units of the shop's currency. */
export const fraudSettings = z.object({
  lookBackDays: z
    ._default(z.int().check(z.gte(1), z.lte(30)), 3)
    .check(z.describe("Days back within which unseen orders are scored")),
  assumedMargin: z._default(share, 0.3).check(z.describe("Margin of goods whose cost nobody knows")),
  settledDays: z
    ._default(z.number().check(z.int(), z.gte(30), z.lte(180)), 90)
    .check(z.describe("Days without a dispute after which an order counts as good")),
  terms: z
    .prefault(
      z.object({
        chargebackFeeMinor: z._default(minor, defaultRiskTerms.chargebackFeeMinor),
        reviewCostMinor: z._default(minor, defaultRiskTerms.reviewCostMinor),
        goodwillMinor: z._default(minor, defaultRiskTerms.goodwillMinor),
        reviewCatches: z._default(share, defaultRiskTerms.reviewCatches),
        reviewLoses: z._default(share, defaultRiskTerms.reviewLoses),
        holdCostMinor: z._default(minor, defaultRiskTerms.holdCostMinor),
        holdCatches: z._default(share, defaultRiskTerms.holdCatches),
        holdLoses: z._default(share, defaultRiskTerms.holdLoses),
      }),
      {},
    )
    .check(z.describe("What wrong decisions cost, and how often a look or a wait helps")),
});
export type FraudSettings = z.infer<typeof fraudSettings>;
