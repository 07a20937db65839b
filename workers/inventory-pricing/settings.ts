import * as z from "zod/mini";
import { scheduleSettings } from "#agent-kit/schedule-settings.ts";

const share = z.number().check(z.gte(0), z.lte(1));

const vendorTerms = z.object({
  leadTimeDays: z.optional(z.number().check(z.gte(0), z.lte(365))),
  minimumOrder: z.optional(z.int().check(z.gte(0))),
  packSize: z.optional(z.int().check(z.gte(1))),
  /** The supplier's own least order, minor units. */
  minimumOrderMinor: z.optional(z.int().check(z.gte(0))),
  /** Where orders are mailed to; without it none is. */
  email: z.optional(z.email().check(z.maxLength(200))),
  /** By SKU, where it differs. */
  items: z.optional(
    z.record(
      z.string(),
      z.object({ minimumOrder: z.optional(z.int().check(z.gte(0))), packSize: z.optional(z.int().check(z.gte(1))) }),
    ),
  ),
});

/** What the owner may set. Shares are fractions; money in minor units of the shop's currency. */
export const inventoryPricingSettings = z.object({
  schedule: scheduleSettings,
  marginFloor: z
    ._default(share, 0.15)
    .check(z.describe("Least share of net revenue that must stay after cost and fees")),
  largestMove: z._default(share, 0.1).check(z.describe("Largest change of a price in one step")),
  coolDownHours: z
    ._default(z.number().check(z.gte(0), z.lte(8_760)), 72)
    .check(z.describe("Hours between two changes of one price")),
  leastGain: z._default(share, 0.01).check(z.describe("Smallest expected gain worth a change")),
  leastProbability: z._default(share, 0.8).check(z.describe("Least probability that a change gains")),
  bandStaleDays: z
    ._default(z.number().check(z.gte(0), z.lte(365)), 14)
    .check(z.describe("Age from which prices observed at competitors no longer bind")),
  mapTag: z
    ._default(z.string().check(z.maxLength(40)), "map:")
    .check(z.describe("Product tag that says the lowest advertised price, e.g. map:12.99; empty to read none")),
  taxRate: z
    ._default(z.number().check(z.gte(0), z.lte(0.5)), 0.2)
    .check(z.describe("Tax within or on top of the shop's prices")),
  paymentFeeRate: z._default(share, 0.015).check(z.describe("Payment fee, share of what the buyer pays")),
  leadTimeDays: z
    ._default(z.number().check(z.gte(0), z.lte(365)), 14)
    .check(z.describe("Days from order to shelf where a supplier has none of its own")),
  reviewDays: z
    ._default(z.number().check(z.gte(0), z.lte(90)), 7)
    .check(z.describe("Days between looks at the reorder list")),
  serviceLevel: z
    .prefault(z.object({ A: z._default(share, 0.95), B: z._default(share, 0.925), C: z._default(share, 0.9) }), {})
    .check(z.describe("Share of lead times without running out, by ABC class")),
  orderCostMinor: z._default(z.int().check(z.gte(0)), 1_000).check(z.describe("Cost of placing one order line")),
  holdingRate: z._default(share, 0.25).check(z.describe("Cost of holding stock for a year, share of its cost")),
  overstockDays: z
    ._default(z.number().check(z.gte(1), z.lte(3_650)), 120)
    .check(z.describe("Cover above which stock counts as too much")),
  channel: z
    .prefault(
      z.object({
        share: z._default(share, 0.2).check(z.describe("Share of each location's stock the second channel may sell")),
        locations: z
          ._default(z.array(z.string().check(z.maxLength(120))), [])
          .check(z.describe("Locations it sells from; none named is all of them")),
        lagHours: z
          ._default(z.number().check(z.gte(0), z.lte(168)), 4)
          .check(z.describe("Hours until the channel has heard of a change")),
        serviceLevel: z._default(share, 0.95).check(z.describe("How sure to be that what it sells meanwhile is there")),
      }),
      {},
    )
    .check(z.describe("What a second sales channel is told")),
  suppliers: z._default(z.record(z.string(), vendorTerms), {}).check(z.describe("Terms by supplier name")),
});
export type InventoryPricingSettings = z.infer<typeof inventoryPricingSettings>;
