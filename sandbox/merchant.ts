import { parseMoney } from "./shopify/money.ts";
import { type OrderTwist, twistOrder } from "./store/order-twist.ts";
import { recordSale } from "./store/sales.ts";
import type { Shop } from "./store/shop.ts";
import { moveStock } from "./store/stock.ts";
import { emit } from "./webhooks/outbox.ts";
import { disputeBody, orderBody, productBody } from "./webhooks/payloads.ts";
import { rawNumber } from "./webhooks/raw-number.ts";

/** What people do in the shop by themselves. None of it counts as an effect of an app. */

export interface Purchase {
  items?: { sku: string; quantity: number }[] | undefined;
  customer?: number | undefined;
  country?: string | undefined;
}

interface Offer {
  id: number;
  sku: string;
  price_minor: number;
}

const OFFER = `SELECT variant.id, variant.sku, variant.price_minor FROM variant
  JOIN product ON product.id = variant.product_id AND product.deleted_ms IS NULL AND product.status = 'ACTIVE'
  WHERE variant.deleted_ms IS NULL`;

/** A shopper buys at today's prices: the named items, or a few that `chance` picks. Undefined when a SKU is not sold. */
export function buy(shop: Shop, purchase: Purchase, chance: () => number): { id: string; name: string } | undefined {
  const { database, clock } = shop;
  const items = purchase.items ?? pickItems(shop, chance);
  const offers = items.map(({ sku }) => database.get<Offer>(`${OFFER} AND variant.sku = ?`, sku));
  if (offers.length === 0 || offers.some((offer) => offer === undefined)) return undefined;
  const nowMs = clock.now();
  return database.transaction(() => {
    const id = Math.max(900_000, database.count("SELECT MAX(id) FROM orders")) + 1;
    const firstLine = Math.max(10_000_000, database.count("SELECT MAX(id) FROM line")) + 1;
    const customer = purchase.customer ?? 90_001 + Math.floor(chance() * 1000);
    recordSale(shop, {
      id,
      customer,
      country: purchase.country ?? "United Kingdom",
      source: "web",
      placedMs: nowMs,
      seenMs: nowMs,
      lines: items.map(({ quantity }, index) => ({
        id: firstLine + index,
        variant: offers[index]?.id ?? 0,
        quantity,
        unitMinor: offers[index]?.price_minor ?? 0,
      })),
    });
    return { id: shop.gids.gid("Order", id), name: `#${id}` };
  });
}

function pickItems(shop: Shop, chance: () => number): { sku: string; quantity: number }[] {
  const offers = shop.database.all<Offer>(`${OFFER} ORDER BY variant.id`);
  const count = Math.min(offers.length, 1 + Math.floor(chance() * 3));
  return Array.from({ length: count }, () => ({
    sku: offers[Math.floor(chance() * offers.length)]?.sku ?? "",
    quantity: 1 + Math.floor(chance() * 4),
  }));
}

export interface OrderEdit extends OrderTwist {
  cancel?: boolean | undefined;
  /** Everything is sent by the merchant's own people, without us. */
  fulfil?: boolean | undefined;
  /** New quantity of the lines with this SKU; 0 removes them. */
  quantities?: { sku: string; quantity: number }[] | undefined;
}

/** The merchant cancels, edits or sends an order in the admin, or it turns out to be unusual. False when there is none. */
export function editOrder(shop: Shop, gid: string, edit: OrderEdit): boolean {
  const { database, clock, gids } = shop;
  const order = gids.local(gid, "Order");
  const nowMs = clock.now();
  if (database.get("SELECT 1 FROM orders WHERE id = ?", order) === undefined) return false;
  database.transaction(() => {
    const { cancel, fulfil, quantities, ...twist } = edit;
    twistOrder(shop, order, twist);
    if (twist.financial !== undefined)
      database.run("UPDATE orders SET financial_status = ? WHERE id = ?", twist.financial, order);
    for (const { sku, quantity } of quantities ?? [])
      database.run(
        `UPDATE line SET current_quantity = ?1, quantity = MAX(quantity, ?1)
         WHERE order_id = ?2 AND variant_id IN (SELECT id FROM variant WHERE sku = ?3)`,
        quantity,
        order,
        sku,
      );
    if (fulfil === true) {
      database.run("UPDATE line SET fulfilled_quantity = current_quantity WHERE order_id = ?", order);
      database.run("UPDATE orders SET fulfillment_status = 'FULFILLED' WHERE id = ?", order);
    }
    if (cancel === true)
      database.run("UPDATE orders SET cancelled_ms = ?, cancel_reason = 'CUSTOMER' WHERE id = ?", nowMs, order);
    database.run("UPDATE orders SET updated_ms = ? WHERE id = ?", nowMs, order);
    emit(shop, cancel === true ? "ORDERS_CANCELLED" : "ORDERS_UPDATED", nowMs, () => orderBody(shop, order));
    const { dispute } = twist;
    if (dispute) emit(shop, "DISPUTES_CREATE", nowMs, () => disputeBody(shop, order, dispute));
  });
  return true;
}

export interface ProductEdit {
  price?: string | undefined;
  compareAtPrice?: string | null | undefined;
  title?: string | undefined;
  status?: "ACTIVE" | "ARCHIVED" | "DRAFT" | undefined;
  delete?: boolean | undefined;
}

/** The product a SKU, a product gid or a variant gid means; undefined when it is none of this shop's. */
export function findProduct(shop: Shop, reference: string): number | undefined {
  const { database, gids } = shop;
  const variant = gids.local(reference, "ProductVariant");
  const row = database.get<{ id: number }>(
    `SELECT product.id FROM product JOIN variant ON variant.product_id = product.id
     WHERE product.deleted_ms IS NULL AND (product.id = ? OR variant.id = ? OR variant.sku = ?) LIMIT 1`,
    gids.local(reference, "Product"),
    variant,
    reference,
  );
  return row?.id;
}

/** The merchant edits or deletes a product in the admin. */
export function editProduct(shop: Shop, id: number, edit: ProductEdit): void {
  const { database, clock } = shop;
  const nowMs = clock.now();
  database.transaction(() => {
    if (edit.delete === true) return deleteProduct(shop, id, nowMs);
    if (edit.price !== undefined) {
      database.run(
        "UPDATE variant SET price_minor = ?, updated_ms = ? WHERE product_id = ?",
        parseMoney(edit.price) ?? 0,
        nowMs,
        id,
      );
    }
    if (edit.compareAtPrice !== undefined) {
      const compareMinor = edit.compareAtPrice === null ? null : (parseMoney(edit.compareAtPrice) ?? null);
      database.run(
        "UPDATE variant SET compare_at_minor = ?, updated_ms = ? WHERE product_id = ?",
        compareMinor,
        nowMs,
        id,
      );
    }
    database.run(
      "UPDATE product SET title = COALESCE(?, title), status = COALESCE(?, status), updated_ms = ? WHERE id = ?",
      edit.title ?? null,
      edit.status ?? null,
      nowMs,
      id,
    );
    emit(shop, "PRODUCTS_UPDATE", nowMs, () => productBody(shop, id));
  });
}

/** Deletes a product with its variants; its order lines stay and point to nothing. Call inside a transaction. */
export function deleteProduct(shop: Shop, id: number, nowMs: number): void {
  shop.database.run("UPDATE product SET deleted_ms = ?, updated_ms = ? WHERE id = ?", nowMs, nowMs, id);
  shop.database.run("UPDATE variant SET deleted_ms = ? WHERE product_id = ? AND deleted_ms IS NULL", nowMs, id);
  emit(shop, "PRODUCTS_DELETE", nowMs, () => ({ id: rawNumber(shop.gids.digits("Product", id)) }));
}

/** Goods are counted in or written off. Undefined when the SKU is unknown. */
export function countStock(shop: Shop, sku: string, delta: number): number | undefined {
  const variant = shop.database.get<{ id: number }>("SELECT id FROM variant WHERE sku = ? AND deleted_ms IS NULL", sku);
  if (variant === undefined) return undefined;
  const change = { item: variant.id, location: 1, available: delta, atMs: shop.clock.now() };
  return shop.database.transaction(() => moveStock(shop, change))?.available;
}

export interface Storm {
  count: number;
  /** Share of the changed things that change a second time at once. */
  twice: number;
  /** Share of the changes that delete a product. */
  deletes: number;
}

/** Many small changes at once: orders tagged, products re-priced, stock moved, some products deleted. */
export function storm(shop: Shop, { count, twice, deletes }: Storm, chance: () => number): Record<string, number> {
  const done: Record<string, number> = { orders: 0, products: 0, inventory: 0, deleted: 0 };
  const tally = (kind: string) => {
    done[kind] = (done[kind] ?? 0) + 1;
  };
  const pick = (sql: string) => shop.database.all<{ id: number }>(sql).map(({ id }) => id);
  const orders = pick("SELECT id FROM orders");
  const products = pick("SELECT id FROM product WHERE deleted_ms IS NULL");
  const one = (from: number[]) => from[Math.floor(chance() * from.length)] ?? 0;
  shop.database.transaction(() => {
    for (let changed = 0; changed < count; ) {
      const kind = chance();
      const repeat = chance() < twice && changed + 1 < count ? 2 : 1;
      const target = kind < 0.4 ? one(orders) : one(products);
      for (let round = 0; round < repeat; round++, changed++) {
        if (kind < 0.4) touchOrder(shop, target, chance);
        else if (kind < 0.7) repriceProduct(shop, target, chance);
        else
          moveStock(shop, {
            item: target,
            location: 1,
            available: Math.floor(chance() * 20) - 5,
            atMs: shop.clock.now(),
          });
        tally(kind < 0.4 ? "orders" : kind < 0.7 ? "products" : "inventory");
      }
      if (chance() < deletes && products.length > 1) {
        const gone = products.splice(Math.floor(chance() * products.length), 1)[0] ?? 0;
        deleteProduct(shop, gone, shop.clock.now());
        tally("deleted");
        changed++;
      }
    }
  });
  return done;
}

function touchOrder(shop: Shop, id: number, chance: () => number): void {
  const nowMs = shop.clock.now();
  const tags = JSON.stringify([`touched-${Math.floor(chance() * 1_000_000)}`]);
  shop.database.run("UPDATE orders SET tags = ?, updated_ms = ? WHERE id = ?", tags, nowMs, id);
  emit(shop, "ORDERS_UPDATED", nowMs, () => orderBody(shop, id));
}

function repriceProduct(shop: Shop, id: number, chance: () => number): void {
  const nowMs = shop.clock.now();
  const priceMinor = 50 + Math.floor(chance() * 2000);
  shop.database.run("UPDATE variant SET price_minor = ?, updated_ms = ? WHERE product_id = ?", priceMinor, nowMs, id);
  shop.database.run("UPDATE product SET updated_ms = ? WHERE id = ?", nowMs, id);
  emit(shop, "PRODUCTS_UPDATE", nowMs, () => productBody(shop, id));
}
