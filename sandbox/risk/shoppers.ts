import type { StreamedOrder } from "./order-stream.ts";

export interface Shopper {
  name: string;
  signedUpMs: number;
  guest: boolean;
  ordersPerYear: number;
  card: string;
  device: string;
  network: string;
  email: string;
  address: string;
  /** Good people too use VPNs, throw-away addresses and odd hours. */
  vpn: boolean;
  disposable: boolean;
  nightOwl: boolean;
  language: string;
  typicalMinor: number;
}

const dayMs = 86_400_000;
const LANGUAGES = ["en", "en", "en", "de", "fr", "es"];
export const MARGIN = 0.35;

export function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

/** Around `middle` with a long right tail: prices and baskets are. */
export function longTailed(random: () => number, middle: number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return middle * Math.exp(spread * normal);
}

/** Some households share a device and an address, and offices and mobile networks their address on the net. */
export function makeShopper(random: () => number, number: number, startMs: number, days: number): Shopper {
  const household = random() < 0.15 ? Math.floor(number / 2) : `own-${number}`;
  const network = random() < 0.25 ? `shared-${Math.floor(random() * 40)}` : `home-${household}`;
  return {
    name: `shopper-${number}`,
    signedUpMs: startMs + random() ** 1.3 * days * dayMs,
    guest: random() < 0.3,
    ordersPerYear: longTailed(random, 3, 0.9),
    card: `card-${number}`,
    device: `device-${random() < 0.5 ? household : number}`,
    network,
    email: `mail-${number}`,
    address: `address-${household}`,
    vpn: random() < 0.05,
    disposable: random() < 0.01,
    nightOwl: random() < 0.08,
    language: pick(random, LANGUAGES),
    typicalMinor: longTailed(random, 5_500, 0.5),
  };
}

/** A good order, with the small accidents of good orders: mistyped codes, presents sent elsewhere, new phones, moves. */
export function shopperOrder(shopper: Shopper, atMs: number, random: () => number): StreamedOrder {
  const present = random() < 0.1;
  const newPhone = random() < 0.06;
  const away = random() < 0.12;
  const amountMinor = Math.round(longTailed(random, shopper.typicalMinor, 0.45));
  return {
    id: "",
    atMs,
    account: shopper.guest ? null : shopper.name,
    card: random() < 0.04 ? `${shopper.card}-${Math.floor(atMs / (200 * dayMs))}` : shopper.card,
    device: newPhone ? `${shopper.device}-${Math.floor(atMs / (90 * dayMs))}` : shopper.device,
    network: away ? `away-${Math.floor(random() * 3_000)}` : shopper.network,
    email: shopper.email,
    address: present ? `${shopper.address}-friend` : shopper.address,
    avs: random() < 0.02 ? "mismatch" : random() < 0.05 ? "partial" : random() < 0.1 ? null : "match",
    cvv: random() < 0.006 ? "mismatch" : "match",
    billingDiffers: present,
    proxy: shopper.vpn || random() < 0.01,
    disposable: shopper.disposable,
    accountAgeMinutes: shopper.guest ? null : (atMs - shopper.signedUpMs) / 60_000,
    hour: shopper.nightOwl ? Math.floor(random() * 5) : 7 + Math.floor(random() * 17),
    refused: random() < 0.04 ? 1 : 0,
    discounted: random() < 0.15,
    amountMinor,
    marginMinor: Math.round(amountMinor * MARGIN),
    category: random() < 0.05 ? "gift-card" : pick(random, ["clothing", "clothing", "home", "electronics"]),
    language: shopper.language,
    browserLanguage: shopper.language,
    fraud: false,
    pattern: null,
    chargebackMs: null,
  };
}
