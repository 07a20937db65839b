import * as z from "zod";
import { scheduleSettings } from "#agent-kit/schedule-settings.ts";

const share = z.number().min(0).max(1);

const vendorTerms = z.object({
  leadTimeDays: z.number().min(0).max(365).optional(),
  minimumOrder: z.number().int().min(0).optional(),
  packSize: z.number().int().min(1).optional(),
  /** The supplier's own least order, minor units. */
  minimumOrderMinor: z.number().int().min(0).optional(),
  /** Where orders are mailed to; without it none is. */
  email: z.email().max(200).optional(),
  /** By SKU, where it differs. */
  items: z
    .record(
      z.string(),
      z.object({ minimumOrder: z.number().int().min(0).optional(), packSize: z.number().int().min(1).optional() }),
    )
    .optional(),
});

/** What the owner may set. Shares are fractions; money in minor units of the shop's currency. */
export const inventoryPricingSettings = z.object({
  schedule: scheduleSettings,
  marginFloor: share.default(0.15).describe("Least share of net revenue that must stay after cost and fees"),
  largestMove: share.default(0.1).describe("Largest change of a price in one step"),
  coolDownHours: z.number().min(0).max(8_760).default(72).describe("Hours between two changes of one price"),
  leastGain: share.default(0.01).describe("Smallest expected gain worth a change"),
  leastProbability: share.default(0.8).describe("Least probability that a change gains"),
  bandStaleDays: z
    .number()
    .min(0)
    .max(365)
    .default(14)
    .describe("Age from which prices observed at competitors no longer bind"),
  mapTag: z
    .string()
    .max(40)
    .default("map:")
    .describe("Product tag that says the lowest advertised price, e.g. map:12.99; empty to read none"),
  taxRate: z.number().min(0).max(0.5).default(0.2).describe("Tax within or on top of the shop's prices"),
  paymentFeeRate: share.default(0.015).describe("Payment fee, share of what the buyer pays"),
  leadTimeDays: z
    .number()
    .min(0)
    .max(365)
    .default(14)
    .describe("Days from order to shelf where a supplier has none of its own"),
  reviewDays: z.number().min(0).max(90).default(7).describe("Days between looks at the reorder list"),
  serviceLevel: z
    .object({ A: share.default(0.95), B: share.default(0.925), C: share.default(0.9) })
    .prefault({})
    .describe("Share of lead times without running out, by ABC class"),
  orderCostMinor: z.number().int().min(0).default(1_000).describe("Cost of placing one order line"),
  holdingRate: share.default(0.25).describe("Cost of holding stock for a year, share of its cost"),
  overstockDays: z.number().min(1).max(3_650).default(120).describe("Cover above which stock counts as too much"),
  channel: z
    .object({
      share: share.default(0.2).describe("Share of each location's stock the second channel may sell"),
      locations: z
        .array(z.string().max(120))
        .default([])
        .describe("Locations it sells from; none named is all of them"),
      lagHours: z.number().min(0).max(168).default(4).describe("Hours until the channel has heard of a change"),
      serviceLevel: share.default(0.95).describe("How sure to be that what it sells meanwhile is there"),
    })
    .prefault({})
    .describe("What a second sales channel is told"),
  suppliers: z.record(z.string(), vendorTerms).default({}).describe("Terms by supplier name"),
});
export type InventoryPricingSettings = z.infer<typeof inventoryPricingSettings>;
