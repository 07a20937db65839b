import { toKitError } from "#agent-kit/errors.ts";
import { parseMinor } from "#core/money/minor-units.ts";
import type { ShopifyClient } from "#integrations/shopify/client.ts";
import { priceListPrices } from "#integrations/shopify/operations.generated.ts";
import type { FixedPrice, InventorySnapshot } from "./snapshot.ts";

const pageSize = 100;
/** Fifty calls at most, each of 86 points. */
const mostRows = 5_000;

/** The prices fixed in the store's market and B2B lists, the first 5,000; a store that cannot be asked costs the run nothing else. */
export async function readFixedPrices(
  store: () => ShopifyClient,
): Promise<Extract<InventorySnapshot, { phase: "variants" }>["fixedPrices"]> {
  const rows: FixedPrice[] = [];
  try {
    for (let after: string | null = null; ; ) {
      let pricesAfter: string | null = null;
      for (;;) {
        const asked: { first: number; after: string | null; prices: number; pricesAfter: string | null } = {
          first: 1,
          after,
          prices: pageSize,
          pricesAfter,
        };
        const { priceLists } = await store().run(priceListPrices, asked);
        const [list] = priceLists.nodes;
        for (const { variant, price } of list?.prices.nodes ?? []) {
          const amount = parseMinor(price.amount, price.currencyCode);
          if (list && amount.ok)
            rows.push({
              listId: list.id,
              listName: list.name,
              variantId: variant.id,
              currency: price.currencyCode,
              priceMinor: amount.value,
            });
        }
        pricesAfter = list?.prices.pageInfo.hasNextPage ? (list.prices.pageInfo.endCursor ?? null) : null;
        if (rows.length >= mostRows) return { ok: true, rows };
        if (pricesAfter !== null) continue;
        after = priceLists.pageInfo.hasNextPage ? (priceLists.pageInfo.endCursor ?? null) : null;
        break;
      }
      if (after === null) return { ok: true, rows };
    }
  } catch (thrown) {
    return { ok: false, why: toKitError(thrown).message };
  }
}
