import type { ShopCalendar } from "#core/time/shop-calendar.ts";
import type { ShopifyClient } from "#integrations/shopify/client.ts";
import type { GraphqlError } from "#integrations/shopify/errors.ts";
import {
  type InventoryItemCoreFragment,
  type InventoryLevelCoreFragment,
  inventoryNodes,
  type OrderCoreFragment,
  type OrderLineFragment,
  orderLines,
  orderNodes,
  orderRefunds,
  ordersChangedSince,
  type PageFragment,
  type ProductCoreFragment,
  productById,
  productNodes,
  productsChangedSince,
  type RefundCoreFragment,
  type RefundLineFragment,
  refundLines,
  type VariantCoreFragment,
} from "#integrations/shopify/operations.generated.ts";
import { withoutPersonal } from "#integrations/shopify/protected-data.ts";
import {
  type AsOf,
  itemCostMinor,
  levelRow,
  lineRow,
  orderRow,
  productRow,
  refundLineRow,
  variantRow,
} from "./mirror/from-shopify.ts";
import type { ItemSnapshot, LineRow, OrderSnapshot, ProductSnapshot, RefundLineRow } from "./mirror/rows.ts";

/** What a read by id found, and which ids the store no longer has. */
export interface Found<Snapshot> {
  found: Snapshot[];
  missing: string[];
}

export interface Page<Snapshot> {
  found: Snapshot[];
  next: string | null;
}

/** Reads the store in the mirror's terms. Every read is complete: long lists are paged to their end. */
export interface Source {
  orders(ids: readonly string[], asOf: AsOf): Promise<Found<OrderSnapshot>>;
  /** Refund lines of orders, which bulk operations cannot deliver: they hang on a list. */
  refundsOf(orderIds: readonly string[], variantOf: VariantOf): Promise<RefundLineRow[]>;
  products(ids: readonly string[], asOf: AsOf): Promise<Found<ProductSnapshot>>;
  items(ids: readonly string[], asOf: AsOf): Promise<Found<ItemSnapshot>>;
  ordersChanged(sinceMs: number, after: string | null, asOf: AsOf): Promise<Page<OrderSnapshot>>;
  productsChanged(sinceMs: number, after: string | null, asOf: AsOf): Promise<Page<ProductSnapshot>>;
}

/** The variant a line was sold as, by line id. */
export type VariantOf = (lineId: string) => string | null;

interface Shop {
  calendar: ShopCalendar;
  currency: string;
}

/** A list of ids costs as much as one, so the batch is bounded by the size of its reply. */
const idsAtOnce = 50;
const linesAtOnce = 50;

type WithLines = OrderCoreFragment & {
  readonly lineItems: { readonly nodes: readonly OrderLineFragment[]; readonly pageInfo: PageFragment };
};
type WithVariants = ProductCoreFragment & {
  readonly variants: { readonly nodes: readonly VariantCoreFragment[]; readonly pageInfo: PageFragment };
};
type WithLevels = InventoryItemCoreFragment & {
  readonly inventoryLevels: { readonly nodes: readonly InventoryLevelCoreFragment[]; readonly pageInfo: PageFragment };
};

export function createSource(client: ShopifyClient, { calendar, currency }: Shop): Source {
  const priority = "inventory" as const;
  // Names, addresses and mail are hidden from apps on smaller plans; the mirror holds none of them.
  const onDenied = withoutPersonal;

  async function orderSnapshots(orders: readonly WithLines[], asOf: AsOf): Promise<OrderSnapshot[]> {
    const snapshots: OrderSnapshot[] = [];
    for (const order of orders) {
      const row = orderRow(order, asOf);
      const day = calendar.dayOf(row.processedAt);
      // Nobody bought what a test order holds: it counts in no demand.
      const lines = order.test ? [] : (await allLines(order)).map((line) => lineRow(line, order.id, day));
      snapshots.push({ order: row, lines, refundLines: order.refunds.length === 0 ? [] : null });
    }
    const refunded = snapshots.filter((snapshot) => snapshot.refundLines === null);
    const variants = new Map(snapshots.flatMap(({ lines }) => lines.map((line: LineRow) => [line.id, line.variantId])));
    const refunds = await refundsOf(
      refunded.map(({ order }) => order.id),
      (lineId) => variants.get(lineId) ?? null,
    );
    for (const snapshot of refunded)
      snapshot.refundLines = refunds.filter((line) => line.orderId === snapshot.order.id);
    return snapshots;
  }

  async function allLines(order: WithLines): Promise<OrderLineFragment[]> {
    const lines = [...order.lineItems.nodes];
    for (let page = order.lineItems.pageInfo; page.hasNextPage; ) {
      const reply = await client.run(orderLines, { id: order.id, first: 250, after: page.endCursor }, { priority });
      if (reply.order === null) break;
      lines.push(...reply.order.lineItems.nodes);
      page = reply.order.lineItems.pageInfo;
    }
    return lines;
  }

  async function refundsOf(orderIds: readonly string[], variantOf: VariantOf): Promise<RefundLineRow[]> {
    const rows: RefundLineRow[] = [];
    for (const ids of slices(orderIds, idsAtOnce)) {
      const { nodes } = await client.run(orderRefunds, { ids, lines: linesAtOnce }, { priority });
      for (const node of nodes) {
        if (node?.__typename !== "Order") continue;
        for (const refund of node.refunds)
          for (const line of await allRefundLines(refund))
            rows.push(
              refundLineRow(line, refund, { orderId: node.id, variantId: variantOf(line.lineItem.id), calendar }),
            );
      }
    }
    return rows;
  }

  async function allRefundLines(
    refund: RefundCoreFragment & {
      readonly refundLineItems: { readonly nodes: readonly RefundLineFragment[]; readonly pageInfo: PageFragment };
    },
  ): Promise<RefundLineFragment[]> {
    const lines = [...refund.refundLineItems.nodes];
    for (let page = refund.refundLineItems.pageInfo; page.hasNextPage; ) {
      const reply = await client.run(refundLines, { id: refund.id, first: 250, after: page.endCursor }, { priority });
      if (reply.refund === null) break;
      lines.push(...reply.refund.refundLineItems.nodes);
      page = reply.refund.refundLineItems.pageInfo;
    }
    return lines;
  }

  async function productSnapshot(product: WithVariants, asOf: AsOf): Promise<ProductSnapshot> {
    const nodes = [...product.variants.nodes];
    for (let page = product.variants.pageInfo; page.hasNextPage; ) {
      const reply = await client.run(
        productById,
        { id: product.id, variants: 250, after: page.endCursor },
        { priority },
      );
      if (reply.product === null) break;
      nodes.push(...reply.product.variants.nodes);
      page = reply.product.variants.pageInfo;
    }
    const variants = nodes.map((variant) => variantRow(variant, product, { currency, asOf }));
    return { product: productRow(product, asOf), variants };
  }

  function itemSnapshot(item: WithLevels, asOf: AsOf): ItemSnapshot {
    const levels = item.inventoryLevels.nodes.map((level) => levelRow(level, item.id, asOf));
    return { itemId: item.id, costMinor: itemCostMinor(item), tracked: item.tracked ? 1 : 0, levels };
  }

  return {
    refundsOf,
    async orders(ids, asOf) {
      const found: OrderSnapshot[] = [];
      const hidden: string[] = [];
      for (const some of slices(ids, idsAtOnce)) {
        const { nodes } = await client.run(
          orderNodes,
          { ids: some, lines: linesAtOnce },
          {
            priority,
            onDenied(errors) {
              hidden.push(...errors.filter(isWholeNode).map(({ path }) => some[Number(path?.[1])] ?? ""));
              onDenied(errors.filter((error) => !isWholeNode(error)));
            },
          },
        );
        found.push(
          ...(await orderSnapshots(
            nodes.filter((node) => node?.__typename === "Order"),
            asOf,
          )),
        );
      }
      return {
        found,
        missing: without(ids, [...found.map(({ order }) => order.id), ...hidden]),
      };
    },
    async products(ids, asOf) {
      const found: ProductSnapshot[] = [];
      for (const some of slices(ids, idsAtOnce)) {
        const { nodes } = await client.run(productNodes, { ids: some, variants: 20 }, { priority });
        for (const node of nodes) if (node?.__typename === "Product") found.push(await productSnapshot(node, asOf));
      }
      return {
        found,
        missing: without(
          ids,
          found.map(({ product }) => product.id),
        ),
      };
    },
    async items(ids, asOf) {
      const found: ItemSnapshot[] = [];
      for (const some of slices(ids, idsAtOnce)) {
        // A shop has at most 200 locations, so one page of levels is all of them.
        const { nodes } = await client.run(inventoryNodes, { ids: some, levels: 200 }, { priority });
        for (const node of nodes) if (node?.__typename === "InventoryItem") found.push(itemSnapshot(node, asOf));
      }
      return {
        found,
        missing: without(
          ids,
          found.map(({ itemId }) => itemId),
        ),
      };
    },
    async ordersChanged(sinceMs, after, asOf) {
      const query = changedSince(sinceMs);
      const { orders } = await client.run(
        ordersChangedSince,
        { first: 50, after, query, lines: 20 },
        { priority, onDenied },
      );
      return { found: await orderSnapshots(orders.nodes, asOf), next: nextOf(orders.pageInfo) };
    },
    async productsChanged(sinceMs, after, asOf) {
      const query = changedSince(sinceMs);
      const { products } = await client.run(
        productsChangedSince,
        { first: 50, after, query, variants: 20 },
        { priority },
      );
      const found = [];
      for (const product of products.nodes) found.push(await productSnapshot(product, asOf));
      return { found, next: nextOf(products.pageInfo) };
    },
  };
}

/** A node hidden as a whole is not missing: it must not be taken for deleted. */
function isWholeNode({ path }: GraphqlError): boolean {
  return path?.[0] === "nodes" && path.length === 2;
}

function changedSince(ms: number): string {
  return `updated_at:>='${new Date(ms).toISOString()}'`;
}

function nextOf(page: PageFragment): string | null {
  return page.hasNextPage ? (page.endCursor ?? null) : null;
}

function without(ids: readonly string[], found: readonly string[]): string[] {
  const have = new Set(found);
  return ids.filter((id) => !have.has(id));
}

export function slices<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
