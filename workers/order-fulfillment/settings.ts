import * as z from "zod";
import { scheduleSettings } from "#agent-kit/schedule-settings.ts";
import { defaultRiskTerms } from "#core/risk/decide-by-cost.ts";

const share = z.number().min(0).max(1);
const minor = z.number().int().min(0);
const hours = (normal: number) => z.number().positive().max(8_760).default(normal);

/** What the owner may set. Shares are fractions; money in minor units of the shop's currency. */
export const orderFulfillmentSettings = z.object({
  schedule: scheduleSettings,
  cancelWindowMinutes: z
    .number()
    .min(0)
    .max(10_080)
    .default(30)
    .describe("Minutes after the purchase in which nothing is ordered, so that the buyer can change their mind"),
  oldestDays: z.number().int().min(1).max(365).default(60).describe("Older open orders are left alone"),
  exchangeRates: z
    .record(z.string().length(3), z.number().positive())
    .default({})
    .describe("Units of the shop's currency for one of another; nothing is ordered in a currency without a rate"),
  paymentFeeRate: share.default(0.015).describe("Payment fee, share of what the buyer pays"),
  leastMargin: z
    .number()
    .min(-1)
    .max(1)
    .default(0)
    .describe(
      "Smallest share of the net price that must be left after goods, freight and fees; nothing is ordered below it",
    ),
  shipFrom: z.string().length(2).default("CN").describe("Country code suppliers ship from"),
  promisedDays: z.number().min(0).max(120).default(14).describe("Days from order to door the shop promises"),
  latePenaltyMinor: minor.default(50).describe("What a day beyond the promise costs, for choosing a supplier"),
  failurePenaltyMinor: minor.default(1_500).describe("What a parcel that goes wrong costs, for choosing a supplier"),
  expectedReliability: share.default(0.9).describe("Share of parcels on time expected of a supplier nobody knows yet"),
  sendPartlyAfterHours: hours(24).describe("Hours after which what can be sent is sent without the rest"),
  refundAfterHours: hours(72).describe("Hours after which paying back what nobody can send is proposed"),
  payFromBalance: z
    .boolean()
    .default(true)
    .describe("Pay suppliers from the balance there when ordering, where a person approved it or a limit allows it"),
  notifyBuyer: z.boolean().default(true).describe("Let the store tell the buyer when a parcel leaves"),
  sendUnpaid: z.boolean().default(false).describe("Treat orders worth nothing (gifts, replacements) like any other"),
  lookupsAtOnce: z.number().int().min(1).max(200).default(20).describe("Orders asked about at suppliers in one go"),
  writeAssessment: z.boolean().default(true).describe("Show our risk assessment in the store"),
  assumedMargin: share.default(0.3).describe("Margin of goods whose cost nobody knows, for weighing a risk"),
  risk: z
    .object({
      chargebackFeeMinor: minor.default(defaultRiskTerms.chargebackFeeMinor),
      reviewCostMinor: minor.default(defaultRiskTerms.reviewCostMinor),
      goodwillMinor: minor.default(defaultRiskTerms.goodwillMinor),
      reviewCatches: share.default(defaultRiskTerms.reviewCatches),
      reviewLoses: share.default(defaultRiskTerms.reviewLoses),
      holdCatches: share.default(defaultRiskTerms.holdCatches),
      holdLoses: share.default(defaultRiskTerms.holdLoses),
    })
    .prefault({})
    .describe("What fraud, a review and a refused good buyer cost"),
  slaHours: z
    .object({
      unpaid: hours(72),
      risk: hours(1),
      held: hours(24),
      routing: hours(2),
      ordering: hours(12),
      ordered: hours(72),
      sending: hours(4),
      sent: hours(336),
      stopped: hours(24),
    })
    .prefault({})
    .describe("Hours an order may stand in each state before it needs attention"),
  attention: z
    .object({ untrackedDays: z.number().positive().default(7), silentHours: z.number().positive().default(48) })
    .prefault({})
    .describe("Days after payment without a tracking number, hours without news of a parcel"),
});
export type OrderFulfillmentSettings = z.infer<typeof orderFulfillmentSettings>;
