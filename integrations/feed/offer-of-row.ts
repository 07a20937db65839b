import { costMinorOf, daysOf, figureOf } from "#integrations/supplier/decimal.ts";
import { type Offer, offer } from "#integrations/supplier/offer.ts";
import type { FeedRow } from "./read-rows.ts";

export type ReadRow = { ok: true; offer: Offer } | { ok: false; reference: string; why: string };

/** Columns by what people call them; the first that is there counts. */
const columns = {
  reference: ["reference", "supplier_sku", "sku", "id"],
  title: ["title", "name", "product"],
  cost: ["cost", "supplier_price", "wholesale_price", "price"],
  currency: ["currency"],
  retail: ["retail", "suggested_retail_price", "rrp", "msrp"],
  shipping: ["shipping", "shipping_cost"],
  days: ["ship_days", "shipping_days", "shipping_time", "delivery_days"],
  stock: ["stock", "inventory", "quantity"],
  category: ["category", "product_type", "type"],
  images: ["images", "image", "image_url"],
  url: ["url", "link"],
  description: ["description"],
  sku: ["sku"],
  rating: ["rating", "stars"],
  votes: ["votes", "reviews", "review_count"],
  sellers: ["sellers"],
  sold: ["sold", "units_sold"],
} as const;

/** One row as an offer. What the feed leaves out is not known; a row without name, number or currency is none. */
export function offerOfRow(row: FeedRow, at: number): ReadRow {
  const of = (column: keyof typeof columns) =>
    columns[column].map((name) => row[name]).find((value) => value !== undefined && value !== null && value !== "");
  const text = (column: keyof typeof columns) => {
    const value = of(column);
    return typeof value === "string" || typeof value === "number" ? String(value).trim() : null;
  };
  const reference = text("reference");
  const title = text("title");
  const currency = text("currency")?.toUpperCase() ?? "";
  const named = reference ?? `row ${at + 1}`;
  if (reference === null) return { ok: false, reference: named, why: "it has no reference" };
  if (title === null) return { ok: false, reference: named, why: "it has no title" };
  if (!/^[A-Z]{3}$/.test(currency)) return { ok: false, reference: named, why: "it says no currency" };
  const costMinor = costMinorOf(of("cost"), currency);
  if (costMinor === null) return { ok: false, reference: named, why: "it has no cost" };
  const days = daysOf(of("days"));
  const images = of("images");
  const parsed = offer.safeParse({
    reference,
    title: title.slice(0, 255),
    currency,
    costMinor: Number.isNaN(costMinor) ? -1 : costMinor,
    category: text("category"),
    url: text("url"),
    images: (Array.isArray(images) ? images : String(images ?? "").split("|"))
      .map(String)
      .filter((image) => image !== ""),
    description: text("description"),
    sku: text("sku"),
    suggestedRetailMinor: known(costMinorOf(of("retail"), currency)),
    shippingMinor: known(costMinorOf(of("shipping"), currency)),
    shipDaysLow: days.low,
    shipDaysHigh: days.high,
    stock: figureOf(of("stock")),
    sellers: figureOf(of("sellers")),
    sold: figureOf(of("sold")),
    rating: starsOf(of("rating")),
    votes: figureOf(of("votes")),
  });
  if (Number.isNaN(costMinor)) return { ok: false, reference: named, why: "its cost is no number" };
  if (!parsed.success)
    return { ok: false, reference: named, why: `it cannot be read: ${parsed.error.issues[0]?.message}` };
  return { ok: true, offer: parsed.data };
}

function known(minor: number | null): number | null {
  return minor === null || Number.isNaN(minor) ? null : minor;
}

function starsOf(value: unknown): number | null {
  const stars = figureOf(value);
  return stars !== null && stars <= 5 ? stars : null;
}
