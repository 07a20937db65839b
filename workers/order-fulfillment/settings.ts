import * as z from "zod/mini";
import { riskTermsSettings } from "#agent-kit/risk/risk-terms.ts";
import { scheduleSettings } from "#agent-kit/schedule-settings.ts";

const share = z.number().check(z.gte(0), z.lte(1));
const minor = z.int().check(z.gte(0));
const hours = (normal: number) => z._default(z.number().check(z.positive(), z.lte(8_760)), normal);

/** What the owner may set. Shares are fractions; money in minor units of the shop's currency. */
export const orderFulfillmentSettings = z.object({
  schedule: scheduleSettings,
  cancelWindowMinutes: z
    ._default(z.number().check(z.gte(0), z.lte(10_080)), 30)
    .check(
      z.describe("Minutes after the purchase in which nothing is ordered, so that the buyer can change their mind"),
    ),
  oldestDays: z._default(z.int().check(z.gte(1), z.lte(365)), 60).check(z.describe("Older open orders are left alone")),
  exchangeRates: z
    ._default(z.record(z.string().check(z.length(3)), z.number().check(z.positive())), {})
    .check(
      z.describe("Units of the shop's currency for one of another; nothing is ordered in a currency without a rate"),
    ),
  paymentFeeRate: z._default(share, 0.015).check(z.describe("Payment fee, share of what the buyer pays")),
  leastMargin: z
    ._default(z.number().check(z.gte(-1), z.lte(1)), 0)
    .check(
      z.describe(
        "Smallest share of the net price that must be left after goods, freight and fees; nothing is ordered below it",
      ),
    ),
  shipFrom: z._default(z.string().check(z.length(2)), "CN").check(z.describe("Country code suppliers ship from")),
  promisedDays: z
    ._default(z.number().check(z.gte(0), z.lte(120)), 14)
    .check(z.describe("Days from order to door the shop promises")),
  latePenaltyMinor: z
    ._default(minor, 50)
    .check(z.describe("What a day beyond the promise costs, for choosing a supplier")),
  failurePenaltyMinor: z
    ._default(minor, 1_500)
    .check(z.describe("What a parcel that goes wrong costs, for choosing a supplier")),
  expectedReliability: z
    ._default(share, 0.9)
    .check(z.describe("Share of parcels on time expected of a supplier nobody knows yet")),
  sendPartlyAfterHours: hours(24).check(z.describe("Hours after which what can be sent is sent without the rest")),
  returnWindowDays: z
    ._default(z.int().check(z.gte(0), z.lte(365)), 30)
    .check(z.describe("Days after delivery in which a return is accepted; declining is proposed for later ones")),
  refundAfterHours: hours(72).check(z.describe("Hours after which paying back what nobody can send is proposed")),
  payFromBalance: z
    ._default(z.boolean(), true)
    .check(
      z.describe("Pay suppliers from the balance there when ordering, where a person approved it or a limit allows it"),
    ),
  notifyBuyer: z._default(z.boolean(), true).check(z.describe("Let the store tell the buyer when a parcel leaves")),
  sendUnpaid: z
    ._default(z.boolean(), false)
    .check(z.describe("Treat orders worth nothing (gifts, replacements) like any other")),
  lookupsAtOnce: z
    ._default(z.int().check(z.gte(1), z.lte(200)), 20)
    .check(z.describe("Orders asked about at suppliers in one go")),
  writeAssessment: z._default(z.boolean(), true).check(z.describe("Show our risk assessment in the store")),
  ...riskTermsSettings,
  slaHours: z
    .prefault(
      z.object({
        unpaid: hours(72),
        risk: hours(1),
        held: hours(24),
        routing: hours(2),
        ordering: hours(12),
        ordered: hours(72),
        sending: hours(4),
        sent: hours(336),
        stopped: hours(24),
      }),
      {},
    )
    .check(z.describe("Hours an order may stand in each state before it needs attention")),
  attention: z
    .prefault(
      z.object({
        untrackedDays: z._default(z.number().check(z.positive()), 7),
        silentHours: z._default(z.number().check(z.positive()), 48),
      }),
      {},
    )
    .check(z.describe("Days after payment without a tracking number, hours without news of a parcel")),
});
export type OrderFulfillmentSettings = z.infer<typeof orderFulfillmentSettings>;
