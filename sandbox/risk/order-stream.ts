import { seeded } from "../store/seeded.ts";
import { FRAUD_PATTERNS, type FraudPattern } from "./fraud-patterns.ts";
import { makeShopper, type Shopper, shopperOrder } from "./shoppers.ts";

/** One order as a shop sees it, and what only time tells: whether it was fraud, of which pattern, and when that came out. */
export interface StreamedOrder {
  id: string;
  atMs: number;
  account: string | null;
  card: string;
  device: string;
  network: string;
  email: string;
  address: string;
  avs: "match" | "partial" | "mismatch" | null;
  cvv: "match" | "mismatch" | null;
  billingDiffers: boolean;
  proxy: boolean;
  disposable: boolean;
  accountAgeMinutes: number | null;
  hour: number;
  /** Refused payments before this one went through. */
  refused: number;
  discounted: boolean;
  amountMinor: number;
  marginMinor: number;
  category: "clothing" | "home" | "gift-card" | "electronics";
  language: string;
  browserLanguage: string;
  fraud: boolean;
  pattern: FraudPattern | null;
  /** When the chargeback came, for frauds. */
  chargebackMs: number | null;
}

export interface StreamOptions {
  seed: number;
  days?: number;
  shoppers?: number;
  startMs?: number;
}

const dayMs = 86_400_000;

/**
 * A year and more of one shop's orders in time order, one to two in a hundred of them fraud, from the seed alone. It knows nothing of any
 * scorer: what is fraud is drawn first, and how it looks follows from how such fraud is done. Two of the patterns
 * (`sleeper-resale`, `late-regret`) look like good orders in everything a scorer is likely to ask.
 */
export function orderStream({ seed, days = 420, shoppers = 2_500, startMs = Date.UTC(2025, 0, 1) }: StreamOptions) {
  const random = seeded(seed, "orders of a year");
  const crowd = Array.from({ length: shoppers }, (_, i) => makeShopper(random, i, startMs, days));
  const orders: StreamedOrder[] = [];
  for (const shopper of crowd) orders.push(...ordersOf(shopper, random, startMs + days * dayMs));
  for (const { perMonth, make } of Object.values(FRAUD_PATTERNS)) {
    const attacks = Math.round((perMonth * days) / 30);
    for (let i = 0; i < attacks; i += 1) {
      const atMs = startMs + random() * days * dayMs;
      orders.push(...make({ random, atMs, crowd, mark: `${i}` }));
    }
  }
  return orders
    .filter(({ atMs }) => atMs < startMs + days * dayMs)
    .sort((a, b) => a.atMs - b.atMs)
    .map((order, i) => ({ ...order, id: `order-${i}` }));
}

/** A shopper's own orders: a Poisson process from the sign-up on. */
function ordersOf(shopper: Shopper, random: () => number, untilMs: number): StreamedOrder[] {
  const orders: StreamedOrder[] = [];
  let atMs = shopper.signedUpMs + (random() < 0.5 ? random() * 40 * 60_000 : random() * 20 * dayMs);
  while (atMs < untilMs) {
    orders.push(shopperOrder(shopper, atMs, random));
    atMs += (-Math.log(1 - random()) * 365 * dayMs) / shopper.ordersPerYear;
  }
  return orders;
}
