import { z } from "zod/mini";
import { decideByCost } from "#core/risk/decide-by-cost.ts";
import type { OrderFeatures } from "#core/risk/order-features.ts";
import { scoreOrder } from "#core/risk/score-order.ts";
import { eachLine } from "./task.ts";

const count = z.nullish(z.number().check(z.gte(0)));
const flag = z.nullish(
  z.union([
    z.boolean(),
    z.pipe(
      z.literal([0, 1]),
      z.transform((bit) => bit === 1),
    ),
  ]),
);
const lowerCase = z.pipe(
  z.string(),
  z.transform((text) => text.toLowerCase()),
);

const features = {
  avs: z.nullish(z.pipe(lowerCase, z.enum(["match", "partial", "mismatch"]))),
  cvv: z.nullish(z.pipe(lowerCase, z.enum(["match", "mismatch"]))),
  ipCountryDiffersFromBilling: flag,
  ipToShippingKm: count,
  proxyOrHosting: flag,
  disposableEmail: flag,
  billingDiffersFromShipping: flag,
  accountAgeMinutes: count,
  amountZ: z.nullish(z.number()),
  shopHour: z.nullish(z.int().check(z.gte(0), z.lte(23))),
  platformRisk: z.nullish(z.pipe(lowerCase, z.enum(["low", "medium", "high"]))),
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
} satisfies Record<keyof OrderFeatures, z.ZodMiniType>;

/** Names as other languages write them: `ip_other_cards_10min` is `ipOtherCards10min`. */
function camelCased(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const renamed = Object.entries(value).map(([name, held]) => [
    name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    held,
  ]);
  return Object.fromEntries(renamed);
}

const minor = z.nullish(z.number());
/** Of the goods whose cost a line does not say, as in the agents' settings. */
const assumedMargin = 0.3;

/** The features may stand in the line itself or under `features`; each may be missing, and other fields are ignored. */
const own = z.looseObject({ ...features, amountMinor: minor, marginMinor: minor });
const line = z.pipe(
  z.transform(camelCased),
  z.extend(own, { features: z.pipe(z.transform(camelCased), z.nullish(own)) }),
);

export const riskTask = eachLine(line, (order) => {
  const known = { ...order, ...order.features };
  const { score, level, reasons } = scoreOrder(known);
  const { amountMinor, marginMinor } = known;
  if (amountMinor == null) return { result: { score, level, reasons: [...reasons] } };
  const { decision, expectedMinor } = decideByCost({
    score,
    amountMinor,
    marginMinor: marginMinor ?? assumedMargin * amountMinor,
  });
  return { result: { score, level, decision, expectedMinor, reasons: [...reasons] } };
});
