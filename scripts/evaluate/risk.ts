import { z } from "zod";
import type { OrderFeatures } from "#core/risk/order-features.ts";
import { scoreOrder } from "#core/risk/score-order.ts";
import { eachLine } from "./task.ts";

const count = z.number().min(0).nullish();
const flag = z.union([z.boolean(), z.literal([0, 1]).transform((bit) => bit === 1)]).nullish();
const lowerCase = z.string().transform((text) => text.toLowerCase());

const features = {
  avs: lowerCase.pipe(z.enum(["match", "partial", "mismatch"])).nullish(),
  cvv: lowerCase.pipe(z.enum(["match", "mismatch"])).nullish(),
  ipCountryDiffersFromBilling: flag,
  ipToShippingKm: count,
  proxyOrHosting: flag,
  disposableEmail: flag,
  billingDiffersFromShipping: flag,
  accountAgeMinutes: count,
  amountZ: z.number().nullish(),
  shopHour: z.int().min(0).max(23).nullish(),
  platformRisk: lowerCase.pipe(z.enum(["low", "medium", "high"])).nullish(),
  deviceOtherAccounts30d: count,
  ipOtherCards10min: count,
  emailOtherCards24h: count,
  cardOrders24h: count,
  addressOrders24h: count,
  failedPayments1h: count,
  priorGoodOrders: count,
  linkedFrauds: count,
  establishedAccountAllNew: flag,
  sharedDiscountUses30d: count,
} satisfies Record<keyof OrderFeatures, z.ZodType>;

/** Names as other languages write them: `ip_other_cards_10min` is `ipOtherCards10min`. */
function camelCased(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const renamed = Object.entries(value).map(([name, held]) => [
    name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    held,
  ]);
  return Object.fromEntries(renamed);
}

/** The features may stand in the line itself or under `features`; each may be missing, and other fields are ignored. */
const own = z.looseObject(features);
const line = z.preprocess(camelCased, own.extend({ features: z.preprocess(camelCased, own.nullish()) }));

export const riskTask = eachLine(line, (order) => {
  const { score, level, reasons } = scoreOrder({ ...order, ...order.features });
  return { result: { score, level, reasons: [...reasons] } };
});
