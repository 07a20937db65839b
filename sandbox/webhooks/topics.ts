/** The topics the sandbox sends: Shopify's enum value and the name its header carries. */
export const TOPICS = {
  ORDERS_CREATE: "orders/create",
  ORDERS_UPDATED: "orders/updated",
  ORDERS_PAID: "orders/paid",
  ORDERS_CANCELLED: "orders/cancelled",
  ORDERS_FULFILLED: "orders/fulfilled",
  ORDERS_RISK_ASSESSMENT_CHANGED: "orders/risk_assessment_changed",
  DISPUTES_CREATE: "disputes/create",
  REFUNDS_CREATE: "refunds/create",
  FULFILLMENTS_CREATE: "fulfillments/create",
  FULFILLMENTS_UPDATE: "fulfillments/update",
  FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE: "fulfillment_orders/order_routing_complete",
  FULFILLMENT_HOLDS_ADDED: "fulfillment_holds/added",
  FULFILLMENT_HOLDS_RELEASED: "fulfillment_holds/released",
  PRODUCTS_CREATE: "products/create",
  PRODUCTS_UPDATE: "products/update",
  PRODUCTS_DELETE: "products/delete",
  INVENTORY_ITEMS_UPDATE: "inventory_items/update",
  INVENTORY_LEVELS_UPDATE: "inventory_levels/update",
  VARIANTS_OUT_OF_STOCK: "variants/out_of_stock",
  VARIANTS_IN_STOCK: "variants/in_stock",
  CUSTOMERS_CREATE: "customers/create",
  CUSTOMERS_UPDATE: "customers/update",
  CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE: "customers_email_marketing_consent/update",
  BULK_OPERATIONS_FINISH: "bulk_operations/finish",
} as const;

export type Topic = keyof typeof TOPICS;
