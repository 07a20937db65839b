import * as z from "zod/mini";
import { costMinorOf, figureOf } from "#integrations/supplier/decimal.ts";
import { type Offer, type OfferVariant, offer } from "#integrations/supplier/offer.ts";
import type { OfferPage } from "#integrations/supplier/port.ts";

const id = z.pipe(z.union([z.string(), z.number()]), z.transform(String));
const text = z.nullish(z.string());
const image = z.union([
  z.string(),
  z.pipe(
    z.object({ url: z.string() }),
    z.transform(({ url }) => url),
  ),
]);

const detail = z.object({ price: z.optional(z.unknown()) });
const variation = z.object({
  id: z.nullish(id),
  _id: z.nullish(id),
  title: text,
  sku: text,
  /** The filters name `variations.variation_details.price`; whether it is one or a list they do not say. */
  variation_details: z.nullish(
    z.union([
      z.array(detail),
      z.pipe(
        detail,
        z.transform((one) => [one]),
      ),
    ]),
  ),
});
const product = z.object({
  id: z.nullish(id),
  _id: z.nullish(id),
  title: z.string().check(z.minLength(1)),
  description: text,
  rating: z.optional(z.unknown()),
  orders_count: z.optional(z.unknown()),
  images: z.nullish(z.array(image)),
  variations: z.nullish(z.array(variation)),
});
const results = z.object({ results: z.array(z.unknown()), currency: z.nullish(z.string()) });

export type ReadProduct = { ok: true; offer: Offer } | { ok: false; reference: string; why: string };

/** `search_products`: the results share one currency, that of the user's settings. */
export function pageOf(data: unknown, { offset, limit }: { offset: number; limit: number }): OfferPage {
  const { results: rows, currency } = results.parse(data);
  const read = rows.map((row, at) => offerOf(row, currency ?? "", `product ${offset + at + 1}`));
  return {
    offers: read.flatMap((each) => (each.ok ? [each.offer] : [])),
    unreadable: read.flatMap((each) => (each.ok ? [] : [{ reference: each.reference, why: each.why }])),
    next: rows.length === limit ? String(offset + limit) : null,
  };
}

/** A found product as an offer at its cheapest variation. */
export function offerOf(row: unknown, currency: string, named: string): ReadProduct {
  const read = product.safeParse(row);
  if (!read.success)
    return { ok: false, reference: named, why: `it cannot be read: ${read.error.issues[0]?.path.join(".")}` };
  const { title, description, rating, orders_count: sold, images, variations } = read.data;
  const reference = read.data.id ?? read.data._id;
  if (!reference) return { ok: false, reference: named, why: "it has no number" };
  if (!/^[A-Z]{3}$/.test(currency)) return { ok: false, reference, why: "it says no currency" };
  const variants = (variations ?? []).flatMap((each, at): OfferVariant[] => {
    const prices = (each.variation_details ?? []).map(({ price }) => costMinorOf(price, currency));
    const known = prices.filter((price) => price !== null);
    if (known.length === 0) return [];
    return [
      {
        reference: each.id ?? each._id ?? `${reference}:${at}`,
        sku: each.sku ?? null,
        title: each.title ?? `${title} ${at + 1}`,
        costMinor: Math.min(...known),
      },
    ];
  });
  if (variants.length === 0) return { ok: false, reference, why: "it has no cost" };
  const stars = figureOf(rating);
  const parsed = offer.safeParse({
    reference,
    title: title.slice(0, 255),
    currency,
    costMinor: Math.min(...variants.map(({ costMinor }) => costMinor)),
    description: description ?? null,
    images: images ?? [],
    rating: stars !== null && stars <= 5 ? stars : null,
    sold: figureOf(sold),
    variants,
  });
  return parsed.success ? { ok: true, offer: parsed.data } : { ok: false, reference, why: "its cost is no number" };
}
