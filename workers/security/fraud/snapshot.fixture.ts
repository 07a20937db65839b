import { defaultRiskTerms } from "#core/risk/decide-by-cost.ts";
import type { OrderFeatures } from "#core/risk/order-features.ts";
import type { Sighting } from "#core/risk/sighting.ts";
import { startingWeights } from "#core/risk/weights.ts";
import type { FraudSnapshot, OrderToScore, PastOrder } from "./snapshot.ts";

const dayMs = 86_400_000;
export const noon = Date.parse("2026-11-22T12:00:00Z");

export function sighting(about: Partial<Omit<Sighting, "keys">> & { keys?: Partial<Sighting["keys"]> } = {}): Sighting {
  const { keys, ...rest } = about;
  return {
    order: "gid://shopify/Order/1",
    at: noon,
    account: null,
    failedPayments: 0,
    discounted: false,
    outcome: null,
    ...rest,
    keys: { card: null, device: null, ip: null, email: null, address: null, ...keys },
  };
}

export function orderToScore(
  number: number,
  features: OrderFeatures = {},
  seen: Parameters<typeof sighting>[0] = {},
): OrderToScore {
  return {
    name: `#${number}`,
    amountMinor: 12_000,
    marginMinor: 4_000,
    currency: "GBP",
    features,
    sighting: sighting({ order: `gid://shopify/Order/${number}`, ...seen }),
  };
}

/** Eight months in which a wrong security code meant little, and orders at night much more than was thought. */
export function lessons(orders = 1_200): PastOrder[] {
  return Array.from({ length: orders }, (_, i): PastOrder => {
    const night = i % 10 === 0;
    const wrongCode = i % 7 === 0;
    return {
      at: noon - (orders - i) * (dayMs / 5),
      features: { shopHour: night ? 3 : 14, cvv: wrongCode ? "mismatch" : "match" },
      score: wrongCode ? 0.03 : 0.007,
      amountMinor: 20_000,
      marginMinor: 6_000,
      fraud: night && i % 3 === 0,
    };
  });
}

export function fraudSnapshot(about: Partial<FraudSnapshot> = {}): FraudSnapshot {
  return {
    orders: [],
    past: [],
    weights: startingWeights,
    terms: defaultRiskTerms,
    disputes: [],
    lessons: null,
    currency: "GBP",
    ...about,
  };
}
