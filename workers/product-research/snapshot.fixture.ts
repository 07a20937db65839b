import { type Offer, offer } from "#integrations/supplier/offer.ts";
import type { OwnProduct, ResearchSnapshot, StoredCandidate } from "./snapshot.ts";

export const now = Date.parse("2026-11-22T10:00:00Z");
export const shop = {
  currency: "GBP",
  taxesIncluded: true,
  discountShare: 0,
  sandbox: false,
  day: "2026-11-22",
  through: "2026-11-21",
};

export function offerOf(reference: string, change: Partial<Offer> = {}): Offer {
  return offer.parse({
    reference,
    title: "Hanging heart candle holder, glass",
    currency: "GBP",
    costMinor: 200,
    category: "Home",
    images: ["https://images.example/heart.jpg"],
    shippingMinor: 150,
    shipDaysLow: 5,
    shipDaysHigh: 9,
    stock: 400,
    sellers: 20,
    rating: 4.6,
    votes: 80,
    ...change,
  });
}

export function candidateOf(
  reference: string,
  change: Partial<Offer> = {},
  also: Partial<StoredCandidate> = {},
): StoredCandidate {
  return {
    id: `feed:${reference}`,
    supplier: "feed",
    offer: offerOf(reference, change),
    watched: false,
    lastSeenAt: now - 3_600_000,
    quotedAt: null,
    sold: [],
    previousScore: null,
    ...also,
  };
}

export const own: OwnProduct[] = [
  {
    id: "gid://shopify/Product/1",
    title: "White hanging heart t-light holder",
    productType: "Home",
    priceMinor: 995,
    weeklyUnits: 60,
    growth: { score: 0.5, sd: 0.1 },
  },
  {
    id: "gid://shopify/Product/2",
    title: "Jumbo bag red retrospot",
    productType: "Bags",
    priceMinor: 795,
    weeklyUnits: 20,
    growth: { score: -0.3, sd: 0.2 },
  },
  {
    id: "gid://shopify/Product/3",
    title: "Pantry design cake tins",
    productType: "Kitchen",
    priceMinor: 1_495,
    weeklyUnits: 4,
    growth: null,
  },
];

/** A shop whose candle holders sell more and more, and a supplier with another one of them, a bag and something unheard of. */
export function conclusion(
  change: Partial<Extract<ResearchSnapshot, { phase: "conclude" }>> = {},
): Extract<ResearchSnapshot, { phase: "conclude" }> {
  return {
    phase: "conclude",
    shop,
    suppliers: [{ id: "feed", status: "ok", detail: "3 offers" }],
    tested: 40,
    trends: [
      {
        variantId: "v1",
        title: "White hanging heart t-light holder",
        productType: "Home",
        p: 0.0001,
        rising: true,
        lower: 0.4,
        weeklyUnits: 60,
      },
      {
        variantId: "v2",
        title: "Jumbo bag red retrospot",
        productType: "Bags",
        p: 0.09,
        rising: false,
        lower: -0.5,
        weeklyUnits: 20,
      },
    ],
    own,
    candidates: [
      candidateOf("heart"),
      candidateOf("bag", { title: "Jumbo shopping bag, blue", costMinor: 300 }),
      candidateOf("robot", { title: "Window cleaning robot", costMinor: 9_000 }),
    ],
    drafted: [],
    waiting: [],
    ...change,
  };
}
