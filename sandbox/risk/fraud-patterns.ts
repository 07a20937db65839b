import type { StreamedOrder } from "./order-stream.ts";
import { longTailed, MARGIN, pick, type Shopper, shopperOrder } from "./shoppers.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

interface Attack {
  random: () => number;
  atMs: number;
  crowd: readonly Shopper[];
  /** Tells this attack's cards, devices and addresses from every other's. */
  mark: string;
}

interface Pattern {
  /** Attacks a month. */
  perMonth: number;
  make(attack: Attack): StreamedOrder[];
}

/** How card-not-present fraud is done, one entry a way. The last two leave nothing a scorer is likely to ask about. */
export const FRAUD_PATTERNS = {
  "card-testing": { perMonth: 0.6, make: cardTesting },
  "stolen-card": { perMonth: 4, make: stolenCard },
  takeover: { perMonth: 1.5, make: takeover },
  "drop-address": { perMonth: 0.6, make: dropAddress },
  "sleeper-resale": { perMonth: 0.4, make: sleeperResale },
  "late-regret": { perMonth: 1, make: lateRegret },
} satisfies Record<string, Pattern>;
export type FraudPattern = keyof typeof FRAUD_PATTERNS;

/** A stranger's order; each pattern says what is special about its own. */
function stranger({ random, mark }: Attack, pattern: FraudPattern, atMs: number, number = 0): StreamedOrder {
  const name = `${pattern}-${mark}-${number}`;
  const language = pick(random, ["en", "de", "fr"]);
  const amountMinor = Math.round(longTailed(random, 14_000, 0.6));
  return {
    id: "",
    atMs,
    account: name,
    card: `card-${name}`,
    device: `device-${name}`,
    network: `net-${name}`,
    email: `mail-${name}`,
    address: `address-${name}`,
    avs: "match",
    cvv: "match",
    billingDiffers: false,
    proxy: false,
    disposable: false,
    accountAgeMinutes: null,
    hour: Math.floor(random() * 24),
    refused: 0,
    discounted: false,
    amountMinor,
    marginMinor: Math.round(amountMinor * MARGIN),
    category: pick(random, ["electronics", "clothing", "home"]),
    language,
    browserLanguage: language,
    fraud: true,
    pattern,
    chargebackMs: atMs + (8 + longTailed(random, 18, 0.6)) * dayMs,
  };
}

/** One machine tries a list of stolen cards within minutes, on something cheap. */
function cardTesting(attack: Attack): StreamedOrder[] {
  const { random, mark } = attack;
  const cards = 3 + Math.floor(random() * 10);
  return Array.from({ length: cards }, (_, i) => ({
    ...stranger(attack, "card-testing", attack.atMs + i * (20 + random() * 60) * 1_000, i),
    device: random() < 0.6 ? `device-tester-${mark}` : `device-tester-${mark}-${i}`,
    network: `net-tester-${mark}`,
    email: random() < 0.5 ? `mail-tester-${mark}` : `mail-tester-${mark}-${i}`,
    address: `address-tester-${mark}`,
    avs: random() < 0.5 ? "mismatch" : "partial",
    cvv: random() < 0.25 ? "mismatch" : "match",
    refused: Math.floor(random() * 4),
    accountAgeMinutes: null,
    account: null,
    amountMinor: 1_500 + Math.floor(random() * 1_500),
    marginMinor: 700,
  }));
}

/** A stolen card and a fresh account, sent to somewhere else. */
function stolenCard(attack: Attack): StreamedOrder[] {
  const { random } = attack;
  const mismatch = random();
  return [
    {
      ...stranger(attack, "stolen-card", attack.atMs),
      avs: mismatch < 0.45 ? "mismatch" : mismatch < 0.7 ? "partial" : "match",
      cvv: random() < 0.2 ? "mismatch" : "match",
      billingDiffers: random() < 0.7,
      proxy: random() < 0.5,
      disposable: random() < 0.25,
      accountAgeMinutes: random() < 0.3 ? random() : 1 + random() * 90,
      refused: random() < 0.3 ? 1 + Math.floor(random() * 2) : 0,
      hour: random() < 0.4 ? Math.floor(random() * 5) : Math.floor(random() * 24),
    },
  ];
}

/** A known customer's password: the account is old, and everything else about the order is new. */
function takeover(attack: Attack): StreamedOrder[] {
  const { random, atMs, crowd } = attack;
  const known = crowd.filter(
    ({ guest, signedUpMs, ordersPerYear }) => !guest && ordersPerYear > 4 && signedUpMs < atMs - 200 * dayMs,
  );
  if (known.length === 0) return [];
  const victim = pick(random, known);
  return [
    {
      ...stranger(attack, "takeover", atMs),
      account: victim.name,
      email: victim.email,
      language: victim.language,
      accountAgeMinutes: (atMs - victim.signedUpMs) / minuteMs,
      avs: random() < 0.4 ? "partial" : "match",
      billingDiffers: random() < 0.6,
      proxy: random() < 0.4,
    },
  ];
}

/** A ring that changes accounts and cards but has its parcels sent to one place for weeks. */
function dropAddress(attack: Attack): StreamedOrder[] {
  const { random, mark } = attack;
  const parcels = 2 + Math.floor(random() * 5);
  return Array.from({ length: parcels }, (_, i) => ({
    ...stranger(attack, "drop-address", attack.atMs + i * (4 + random() * 60) * hourMs, i),
    address: `address-drop-${mark}`,
    device: random() < 0.7 ? `device-drop-${mark}` : `device-drop-${mark}-${i}`,
    accountAgeMinutes: 30 + random() * 3 * 1_440,
    billingDiffers: true,
    avs: random() < 0.3 ? "partial" : "match",
    discounted: random() < 0.5,
  }));
}

/** Accounts made weeks before, everything matching; only the browser's language and the gift cards give them away. */
function sleeperResale(attack: Attack): StreamedOrder[] {
  const { random } = attack;
  const accounts = 1 + Math.floor(random() * 3);
  return Array.from({ length: accounts }, (_, i) => ({
    ...stranger(attack, "sleeper-resale", attack.atMs + i * (2 + random() * 5) * dayMs, i),
    accountAgeMinutes: (30 + random() * 60) * 1_440,
    hour: 9 + Math.floor(random() * 12),
    category: "gift-card",
    browserLanguage: "xx",
    amountMinor: 10_000,
    marginMinor: 1_000,
  }));
}

/** A real customer with the real card, who later says it was not them: always electronics, always late in the month. */
function lateRegret(attack: Attack): StreamedOrder[] {
  const { random, atMs, crowd } = attack;
  const known = crowd.filter(({ signedUpMs }) => signedUpMs < atMs - 20 * dayMs);
  if (known.length === 0) return [];
  const monthEnd =
    Date.UTC(new Date(atMs).getUTCFullYear(), new Date(atMs).getUTCMonth() + 1, 1) - random() * 3 * dayMs;
  return [
    {
      ...shopperOrder(pick(random, known), monthEnd, random),
      category: "electronics",
      fraud: true,
      pattern: "late-regret",
      chargebackMs: monthEnd + (30 + random() * 60) * dayMs,
    },
  ];
}
