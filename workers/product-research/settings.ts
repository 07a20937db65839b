import * as z from "zod";
import { scheduleSettings } from "#agent-kit/schedule-settings.ts";

const share = z.number().min(0).max(1);
const weight = z.number().min(0).max(1).optional();

/** What the owner may set. Shares are fractions; money in minor units of the shop's currency. */
export const productResearchSettings = z.object({
  schedule: scheduleSettings,
  searches: z
    .array(z.string().trim().min(2).max(80))
    .max(50)
    .default([])
    .describe("Words to search suppliers for, beside what sells more and more here"),
  searchesPerRun: z.number().int().min(0).max(20).default(3).describe("Searches asked of one supplier in one run"),
  quotesPerRun: z
    .number()
    .int()
    .min(0)
    .max(50)
    .default(5)
    .describe("Offers whose variants, stock and shipping are asked for in one run"),
  shipFrom: z.string().length(2).default("CN").describe("Country code suppliers ship from"),
  shipTo: z.string().length(2).default("GB").describe("Country code shipping is quoted to"),
  exchangeRates: z
    .record(z.string().length(3), z.number().positive())
    .default({})
    .describe("Units of the shop's currency for one of another; an offer in a currency without a rate has no margin"),
  taxRate: z.number().min(0).max(0.5).default(0.2).describe("Tax within or on top of the shop's prices"),
  paymentFeeRate: share.default(0.015).describe("Payment fee, share of what the buyer pays"),
  leastMargin: share.default(0.25).describe("Smallest share of the net price left after goods, shipping and fees"),
  leastScore: z.number().min(0).max(100).default(60).describe("Score from which a candidate is worth a draft"),
  draftsPerRun: z.number().int().min(0).max(50).default(5).describe("Draft products proposed in one run, best first"),
  falseFindings: share.default(0.1).describe("Share of reported trends that may be chance"),
  alike: share.default(0.3).describe("Likeness of titles from which own products say something about an offer"),
  duplicate: share.default(0.85).describe("Likeness of titles from which an offer is what the shop already has"),
  forgetAfterDays: z
    .number()
    .min(1)
    .max(60)
    .default(3)
    .describe("Days without being offered after which nothing is proposed"),
  weights: z
    .object({
      netMargin: weight,
      trend: weight,
      demand: weight,
      competition: weight,
      supplierReliability: weight,
      shipDays: weight,
      rating: weight,
    })
    .prefault({})
    .describe("Weights of the score's parts where they are to differ"),
});
export type ProductResearchSettings = z.infer<typeof productResearchSettings>;
