import * as z from "zod/mini";
import { scheduleSettings } from "#agent-kit/schedule-settings.ts";

const share = z.number().check(z.gte(0), z.lte(1));
const weight = z.optional(z.number().check(z.gte(0), z.lte(1)));

/** What the owner may set. Shares are fractions; money in minor units of the shop's currency. */
export const productResearchSettings = z.object({
  schedule: scheduleSettings,
  searches: z
    ._default(z.array(z.string().check(z.trim(), z.minLength(2), z.maxLength(80))).check(z.maxLength(50)), [])
    .check(z.describe("Words to search suppliers for, beside what sells more and more here")),
  searchesPerRun: z
    ._default(z.int().check(z.gte(0), z.lte(20)), 3)
    .check(z.describe("Searches asked of one supplier in one run")),
  quotesPerRun: z
    ._default(z.number().check(z.int(), z.gte(0), z.lte(50)), 5)
    .check(z.describe("Offers whose variants, stock and shipping are asked for in one run")),
  shipFrom: z._default(z.string().check(z.length(2)), "CN").check(z.describe("Country code suppliers ship from")),
  shipTo: z._default(z.string().check(z.length(2)), "GB").check(z.describe("Country code shipping is quoted to")),
  exchangeRates: z
    ._default(z.record(z.string().check(z.length(3)), z.number().check(z.positive())), {})
    .check(
      z.describe(
        "Units of the shop's currency for one of another; an offer in a currency without a rate has no margin",
      ),
    ),
  taxRate: z
    ._default(z.number().check(z.gte(0), z.lte(0.5)), 0.2)
    .check(z.describe("Tax within or on top of the shop's prices")),
  paymentFeeRate: z._default(share, 0.015).check(z.describe("Payment fee, share of what the buyer pays")),
  leastMargin: z
    ._default(share, 0.25)
    .check(z.describe("Smallest share of the net price left after goods, shipping and fees")),
  leastScore: z
    ._default(z.number().check(z.gte(0), z.lte(100)), 60)
    .check(z.describe("Score from which a candidate is worth a draft")),
  draftsPerRun: z
    ._default(z.int().check(z.gte(0), z.lte(50)), 5)
    .check(z.describe("Draft products proposed in one run, best first")),
  falseFindings: z._default(share, 0.1).check(z.describe("Share of reported trends that may be chance")),
  alike: z
    ._default(share, 0.3)
    .check(z.describe("Likeness of titles from which own products say something about an offer")),
  duplicate: z
    ._default(share, 0.85)
    .check(z.describe("Likeness of titles from which an offer is what the shop already has")),
  forgetAfterDays: z
    ._default(z.number().check(z.gte(1), z.lte(60)), 3)
    .check(z.describe("Days without being offered after which nothing is proposed")),
  weights: z
    .prefault(
      z.object({
        netMargin: weight,
        trend: weight,
        demand: weight,
        competition: weight,
        supplierReliability: weight,
        shipDays: weight,
        rating: weight,
      }),
      {},
    )
    .check(z.describe("Weights of the score's parts where they are to differ")),
});
export type ProductResearchSettings = z.infer<typeof productResearchSettings>;
