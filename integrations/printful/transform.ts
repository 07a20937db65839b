import * as z from "zod/mini";
import { costMinorOf } from "#integrations/supplier/decimal.ts";
import { type Offer, type OfferVariant, offer } from "#integrations/supplier/offer.ts";
import type { ShippingQuote, SupplierOrder, Tracking } from "#integrations/supplier/port.ts";

const id = z.pipe(z.union([z.string(), z.number()]), z.transform(String));

const listed = z.array(z.object({ id, is_ignored: z.nullish(z.boolean()) }));

/** Ids of the store's products, without those its owner set aside. */
export function listedOf(result: unknown): string[] {
  return listed.parse(result).flatMap((product) => (product.is_ignored ? [] : [product.id]));
}

const syncVariant = z.object({
  id,
  name: z.nullish(z.string()),
  sku: z.nullish(z.string()),
  variant_id: z.nullish(id),
  retail_price: z.optional(z.unknown()),
  currency: z.nullish(z.string()),
  product: z.nullish(z.object({ product_id: z.nullish(id), image: z.nullish(z.string()) })),
  files: z.nullish(z.array(z.object({ type: z.nullish(z.string()) }))),
  availability_status: z.nullish(z.string()),
});
export type SyncVariant = z.infer<typeof syncVariant>;

const syncProduct = z.object({
  sync_product: z.object({ id, name: z.string().check(z.minLength(1)), thumbnail_url: z.nullish(z.string()) }),
  sync_variants: z.array(syncVariant).check(z.minLength(1)),
});
export type SyncProduct = z.infer<typeof syncProduct>;

export function syncProductOf(result: unknown): SyncProduct {
  return syncProduct.parse(result);
}

/** `GET /store/variants/{id}` answers with the variant alone, or beside its product. */
export function syncVariantOf(result: unknown): SyncVariant {
  const inner = z.object({ sync_variant: syncVariant }).safeParse(result);
  return inner.success ? inner.data.sync_variant : syncVariant.parse(result);
}

const catalogue = z.object({
  product: z.object({
    currency: z.nullish(z.string()),
    type_name: z.nullish(z.string()),
    description: z.nullish(z.string()),
    files: z.nullish(
      z.array(z.object({ id: z.nullish(id), type: z.nullish(z.string()), additional_price: z.optional(z.unknown()) })),
    ),
  }),
  variants: z.array(z.object({ id, price: z.optional(z.unknown()) })),
});
export type CatalogueProduct = z.infer<typeof catalogue>;

export function catalogueOf(result: unknown): CatalogueProduct {
  return catalogue.parse(result);
}

/** It is printed on demand: there is no count, only whether it can be had. */
export function stockOf(status: string | null | undefined): number | null {
  return status === null || status === undefined || status === "active" ? null : 0;
}

export type ReadProduct = { ok: true; offer: Offer } | { ok: false; reference: string; why: string };

/** A product of the Printful store with what the catalogue asks for its blanks and for each further printed place. */
export function offerOf(
  { sync_product: product, sync_variants }: SyncProduct,
  blanks: ReadonlyMap<string, CatalogueProduct>,
): ReadProduct {
  const no = (why: string): ReadProduct => ({ ok: false, reference: product.id, why });
  const variants: OfferVariant[] = [];
  let currency: string | null = null;
  let retail: number | null = null;
  for (const variant of sync_variants) {
    const blank = blanks.get(variant.product?.product_id ?? "");
    const price = blank?.variants.find((each) => each.id === variant.variant_id)?.price;
    if (!blank || price === undefined) continue;
    const asked = blank.product.currency ?? "";
    if (!/^[A-Z]{3}$/.test(asked)) return no("the catalogue says no currency");
    currency ??= asked;
    if (currency !== asked) return no("its variants cost in different currencies");
    variants.push({
      reference: variant.id,
      sku: variant.sku ?? null,
      title: variant.name ?? variant.id,
      costMinor: costOf(price, variant, blank, asked),
      stock: stockOf(variant.availability_status),
    });
    const own = variant.currency === asked ? costMinorOf(variant.retail_price, asked) : null;
    if (own !== null && own > 0) retail = Math.min(retail ?? own, own);
  }
  if (currency === null) return no("the catalogue has none of its variants");
  const first = sync_variants[0]?.product?.product_id ?? "";
  const parsed = offer.safeParse({
    reference: product.id,
    title: product.name.slice(0, 255),
    currency,
    costMinor: Math.min(...variants.map(({ costMinor }) => costMinor)),
    category: blanks.get(first)?.product.type_name ?? null,
    description: blanks.get(first)?.product.description ?? null,
    images: [product.thumbnail_url, ...sync_variants.map((variant) => variant.product?.image)].filter(unique),
    suggestedRetailMinor: retail,
    stock: sync_variants.every((variant) => stockOf(variant.availability_status) === 0) ? 0 : null,
    variants,
  });
  return parsed.success ? { ok: true, offer: parsed.data } : no("its cost is no number");
}

function costOf(price: unknown, variant: SyncVariant, { product }: CatalogueProduct, currency: string): number {
  const used = new Set((variant.files ?? []).map(({ type }) => type));
  const placed = (product.files ?? []).filter((file) => used.has(file.type ?? null) || used.has(file.id ?? null));
  const base = costMinorOf(price, currency) ?? Number.NaN;
  // A blank that costs nothing is a mistake, which the price of a print must not hide.
  if (!(base > 0)) return base;
  return placed.reduce((sum, file) => sum + (costMinorOf(file.additional_price, currency) ?? 0), base);
}

function unique(image: string | null | undefined, at: number, all: unknown[]): image is string {
  return typeof image === "string" && all.indexOf(image) === at;
}

const rates = z.array(
  z.object({
    id,
    rate: z.optional(z.unknown()),
    currency: z.string(),
    minDeliveryDays: z.nullish(z.coerce.number()),
    maxDeliveryDays: z.nullish(z.coerce.number()),
  }),
);

export function quotesOf(result: unknown): ShippingQuote[] {
  return rates.parse(result).flatMap(({ id: service, rate, currency, minDeliveryDays, maxDeliveryDays }) => {
    const costMinor = costMinorOf(rate, currency);
    if (costMinor === null || Number.isNaN(costMinor)) return [];
    return [{ service, currency, costMinor, daysLow: minDeliveryDays ?? null, daysHigh: maxDeliveryDays ?? null }];
  });
}

const order = z.object({
  id,
  external_id: z.nullish(z.string()),
  status: z.string(),
  shipments: z.nullish(
    z.array(
      z.object({
        tracking_number: z.nullish(id),
        carrier: z.nullish(z.string()),
        service: z.nullish(z.string()),
        ship_date: z.nullish(z.string()),
      }),
    ),
  ),
});

/** With our own reference in place of the vendor's form of it. */
export function orderOf(result: unknown, reference: string): SupplierOrder {
  const { id: orderId, status, shipments } = order.parse(result);
  const trackingNumber = shipments?.find((shipment) => shipment.tracking_number)?.tracking_number ?? null;
  return { id: orderId, reference, status, trackingNumber };
}

/** The shipment of this number in a page of orders. */
export function trackingIn(result: unknown, number: string): Tracking | null {
  for (const { status, shipments } of z.array(order).parse(result)) {
    const found = shipments?.find((shipment) => shipment.tracking_number === number);
    if (!found) continue;
    const text = `shipped${found.service ? ` with ${found.service}` : ""}`;
    return { number, carrier: found.carrier ?? null, status, events: [{ at: found.ship_date ?? null, text }] };
  }
  return null;
}
