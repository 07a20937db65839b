import * as z from "zod";
import { costMinorOf, daysOf, figureOf } from "#integrations/supplier/decimal.ts";
import { type Offer, type OfferDetails, offer } from "#integrations/supplier/offer.ts";
import type { OfferPage, ShippingQuote, SupplierOrder, Tracking } from "#integrations/supplier/port.ts";

/** The API names no currency: every price is in US dollars. */
export const CJ_CURRENCY = "USD";

const text = z.union([z.string(), z.number()]).transform(String);
const maybe = z.unknown().optional();

const listed = z.object({
  id: text,
  nameEn: z.string().min(1),
  sku: text.nullish(),
  bigImage: z.string().nullish(),
  sellPrice: maybe,
  nowPrice: maybe,
  listedNum: maybe,
  warehouseInventoryNum: maybe,
  threeCategoryName: z.string().nullish(),
});
const page = z.object({
  pageNumber: z.coerce.number().default(1),
  totalPages: z.coerce.number().default(1),
  content: z.array(z.object({ productList: z.array(z.unknown()).nullish() })).nullish(),
});

/** `/product/listV2`: products within the first entry of `content`, a price alone or as a range. */
export function pageOf(data: unknown): OfferPage {
  const { content, pageNumber, totalPages } = page.parse(data ?? {});
  const offers: Offer[] = [];
  const unreadable: OfferPage["unreadable"] = [];
  for (const [at, row] of (content ?? []).flatMap(({ productList }) => productList ?? []).entries()) {
    const read = listed.safeParse(row);
    if (!read.success) {
      unreadable.push({
        reference: `product ${at + 1}`,
        why: `it cannot be read: ${read.error.issues[0]?.path.join(".")}`,
      });
      continue;
    }
    const { id, nameEn, sku, bigImage, sellPrice, nowPrice } = read.data;
    const costMinor = costMinorOf(lowest(nowPrice ?? sellPrice), CJ_CURRENCY);
    if (costMinor === null || Number.isNaN(costMinor)) {
      unreadable.push({ reference: id, why: costMinor === null ? "it has no cost" : "its cost is no number" });
      continue;
    }
    offers.push(
      offer.parse({
        reference: id,
        title: nameEn.slice(0, 255),
        currency: CJ_CURRENCY,
        costMinor,
        category: read.data.threeCategoryName ?? null,
        sku: sku ?? null,
        images: bigImage ? [bigImage] : [],
        stock: figureOf(read.data.warehouseInventoryNum),
        sellers: figureOf(read.data.listedNum),
      }),
    );
  }
  return { offers, unreadable, next: pageNumber < totalPages ? String(pageNumber + 1) : null };
}

/** `11.09 -- 17.07` costs at least 11.09. */
function lowest(price: unknown): unknown {
  const [, first] = typeof price === "string" ? (/^\s*(-?\d+(?:\.\d+)?)\s*(?:--?\s*\d|$)/.exec(price) ?? []) : [];
  return first ?? price;
}

const product = z.object({
  description: z.string().nullish(),
  productImageSet: z.array(z.string()).nullish(),
  suggestSellPrice: maybe,
  variants: z
    .array(
      z.object({
        vid: text,
        variantSku: text.nullish(),
        variantKey: z.string().nullish(),
        variantNameEn: z.string().nullish(),
        variantSellPrice: maybe,
      }),
    )
    .nullish(),
});

/** `/product/query`. A variant's price that cannot be read is NaN, for the judge of offers to refuse. */
export function detailsOf(data: unknown): OfferDetails {
  const read = product.parse(data);
  const retail = costMinorOf(lowest(read.suggestSellPrice), CJ_CURRENCY);
  return {
    description: read.description ?? null,
    images: read.productImageSet ?? [],
    suggestedRetailMinor: retail === null || Number.isNaN(retail) ? null : retail,
    variants: (read.variants ?? []).map((variant) => ({
      reference: variant.vid,
      sku: variant.variantSku ?? null,
      title: variant.variantKey || variant.variantNameEn || variant.vid,
      costMinor: costMinorOf(variant.variantSellPrice, CJ_CURRENCY) ?? Number.NaN,
    })),
  };
}

const freight = z.array(z.object({ logisticName: z.string(), logisticPrice: maybe, logisticAging: maybe }));

export function quotesOf(data: unknown): ShippingQuote[] {
  return freight.parse(data ?? []).flatMap(({ logisticName, logisticPrice, logisticAging }) => {
    const costMinor = costMinorOf(logisticPrice, CJ_CURRENCY);
    if (costMinor === null || Number.isNaN(costMinor)) return [];
    const { low, high } = daysOf(logisticAging);
    return [{ service: logisticName, currency: CJ_CURRENCY, costMinor, daysLow: low, daysHigh: high }];
  });
}

const shelves = z.array(z.object({ totalInventoryNum: maybe, storageNum: maybe }));

/** Units over all warehouses; null when no warehouse says a number. */
export function stockOf(data: unknown): number | null {
  const counts = shelves
    .parse(data ?? [])
    .flatMap((shelf) => figureOf(shelf.totalInventoryNum ?? shelf.storageNum) ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, units) => sum + units, 0);
}

const order = z.object({
  orderId: text,
  orderNum: text.nullish(),
  orderStatus: z.string().nullish(),
  trackNumber: text.nullish(),
});

export function orderOf(data: unknown): SupplierOrder {
  const { orderId, orderNum, orderStatus, trackNumber } = order.parse(data);
  return { id: orderId, reference: orderNum ?? "", status: orderStatus ?? "", trackingNumber: trackNumber || null };
}

const orders = z.object({ list: z.array(z.unknown()).nullish() });

export function ordersOf(data: unknown): SupplierOrder[] {
  return (orders.parse(data ?? {}).list ?? []).map(orderOf);
}

const track = z.object({
  trackingNumber: text.nullish(),
  logisticName: z.string().nullish(),
  trackingStatus: z.string().nullish(),
});

export function trackingOf(data: unknown, number: string): Tracking | null {
  const [first] = z.array(track).parse(Array.isArray(data) ? data : data === null ? [] : [data]);
  if (!first) return null;
  return {
    number: first.trackingNumber ?? number,
    carrier: first.logisticName ?? null,
    status: first.trackingStatus ?? null,
    events: [],
  };
}
