import * as z from "zod/mini";
import { costMinorOf, daysOf, figureOf } from "#integrations/supplier/decimal.ts";
import { type Offer, type OfferDetails, offer } from "#integrations/supplier/offer.ts";
import type { OfferPage, ShippingQuote, SupplierOrder, Tracking } from "#integrations/supplier/port.ts";

/** The API names no currency: every price is in US dollars. */
export const CJ_CURRENCY = "USD";

const text = z.pipe(z.union([z.string(), z.number()]), z.transform(String));
const maybe = z.optional(z.unknown());

const listed = z.object({
  id: text,
  nameEn: z.string().check(z.minLength(1)),
  sku: z.nullish(text),
  bigImage: z.nullish(z.string()),
  sellPrice: maybe,
  nowPrice: maybe,
  listedNum: maybe,
  warehouseInventoryNum: maybe,
  threeCategoryName: z.nullish(z.string()),
});
const page = z.object({
  pageNumber: z._default(z.coerce.number(), 1),
  totalPages: z._default(z.coerce.number(), 1),
  content: z.nullish(z.array(z.object({ productList: z.nullish(z.array(z.unknown())) }))),
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
  description: z.nullish(z.string()),
  productImageSet: z.nullish(z.array(z.string())),
  suggestSellPrice: maybe,
  variants: z.nullish(
    z.array(
      z.object({
        vid: text,
        variantSku: z.nullish(text),
        variantKey: z.nullish(z.string()),
        variantNameEn: z.nullish(z.string()),
        variantSellPrice: maybe,
        inventories: z.nullish(z.array(z.object({ totalInventory: maybe }))),
      }),
    ),
  ),
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
      ...stockIn(variant.inventories ?? []),
    })),
  };
}

/** Left out where no warehouse says a number: the variant is then asked about by itself. */
function stockIn(shelves: { totalInventory?: unknown }[]): { stock?: number } {
  const stock = unitsOn(shelves.map(({ totalInventory }) => totalInventory));
  return stock === null ? {} : { stock };
}

function unitsOn(shelves: unknown[]): number | null {
  const counts = shelves.flatMap((shelf) => figureOf(shelf) ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, units) => sum + units, 0);
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
  return unitsOn(shelves.parse(data ?? []).map((shelf) => shelf.totalInventoryNum ?? shelf.storageNum));
}

const order = z.object({
  orderId: text,
  orderNum: z.nullish(text),
  orderStatus: z.nullish(z.string()),
  trackNumber: z.nullish(text),
});

export function orderOf(data: unknown): SupplierOrder {
  const { orderId, orderNum, orderStatus, trackNumber } = order.parse(data);
  return { id: orderId, reference: orderNum ?? "", status: orderStatus ?? "", trackingNumber: trackNumber || null };
}

const orders = z.object({ list: z.nullish(z.array(z.unknown())) });

export function ordersOf(data: unknown): SupplierOrder[] {
  return (orders.parse(data ?? {}).list ?? []).map(orderOf);
}

const track = z.object({
  trackingNumber: z.nullish(text),
  logisticName: z.nullish(z.string()),
  trackingStatus: z.nullish(z.string()),
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
