import type { AdminApi } from "./admin-api.ts";
import type { Resolvers } from "./resolver.ts";
import { bulkResolvers } from "./resolvers/bulk.ts";
import { catalogueResolvers } from "./resolvers/catalogue.ts";
import { customerResolvers } from "./resolvers/customers.ts";
import { discountResolvers } from "./resolvers/discounts.ts";
import { fulfillmentOrderResolvers } from "./resolvers/fulfillment-orders.ts";
import { fulfillmentResolvers } from "./resolvers/fulfillments.ts";
import { inventoryResolvers } from "./resolvers/inventory.ts";
import { metafieldResolvers } from "./resolvers/metafields.ts";
import { nodeResolvers } from "./resolvers/node.ts";
import { orderChangeResolvers } from "./resolvers/order-changes.ts";
import { orderPartResolvers } from "./resolvers/order-parts.ts";
import { orderResolvers } from "./resolvers/orders.ts";
import { priceListResolvers } from "./resolvers/price-lists.ts";
import { priceResolvers } from "./resolvers/prices.ts";
import { productResolvers } from "./resolvers/products.ts";
import { returnResolvers } from "./resolvers/returns.ts";
import { shopResolvers } from "./resolvers/shop.ts";
import { webhookResolvers } from "./resolvers/webhooks.ts";

/** All the sandbox can answer, by type and field. */
export function mergeResolvers(api: () => AdminApi, bulkCreated: () => void): Resolvers {
  const parts = [
    shopResolvers,
    nodeResolvers,
    productResolvers,
    priceResolvers,
    priceListResolvers,
    inventoryResolvers,
    orderResolvers,
    orderPartResolvers,
    customerResolvers,
    catalogueResolvers,
    metafieldResolvers,
    fulfillmentOrderResolvers,
    fulfillmentResolvers,
    orderChangeResolvers,
    returnResolvers,
    discountResolvers,
    webhookResolvers,
    bulkResolvers(api, bulkCreated),
  ];
  const merged: Resolvers = {};
  for (const part of parts) {
    for (const [type, fields] of Object.entries(part)) merged[type] = { ...merged[type], ...fields };
  }
  return merged;
}
