/** Rows as SQLite returns them; each select names its GraphQL type so that interfaces resolve by themselves. */
export interface ProductRow {
  __typename: "Product";
  id: number;
  title: string;
  handle: string;
  description: string;
  status: string;
  vendor: string;
  product_type: string;
  tags: string;
  created_ms: number;
  updated_ms: number;
  published: number;
  deleted_ms: number | null;
}
export const PRODUCT = "SELECT 'Product' AS __typename, product.* FROM product";

export interface VariantRow {
  __typename: "ProductVariant";
  id: number;
  product_id: number;
  sku: string;
  title: string;
  barcode: string | null;
  price_minor: number;
  compare_at_minor: number | null;
  inventory_policy: string;
  position: number;
  created_ms: number;
  updated_ms: number;
  deleted_ms: number | null;
}
export const VARIANT = "SELECT 'ProductVariant' AS __typename, variant.* FROM variant";

export interface ItemRow {
  __typename: "InventoryItem";
  id: number;
  sku: string;
  tracked: number;
  cost_minor: number | null;
  created_ms: number;
  updated_ms: number;
}
export const ITEM = `SELECT 'InventoryItem' AS __typename, inventory_item.*, variant.sku FROM inventory_item
  JOIN variant ON variant.id = inventory_item.id AND variant.deleted_ms IS NULL`;

export interface LevelRow {
  __typename: "InventoryLevel";
  item_id: number;
  location_id: number;
  available: number;
  committed: number;
  incoming: number;
  updated_ms: number;
}
export const LEVEL = "SELECT 'InventoryLevel' AS __typename, level.* FROM level";

export interface LocationRow {
  __typename: "Location";
  id: number;
  name: string;
  city: string;
  zip: string;
}
export const LOCATION = "SELECT 'Location' AS __typename, location.* FROM location";

export interface CustomerRow {
  __typename: "Customer";
  id: number;
  first_name: string;
  last_name: string;
  email: string;
  country: string;
  marketing_state: string;
  marketing_opt_in: string | null;
  marketing_updated_ms: number | null;
  tags: string;
  note: string | null;
  created_ms: number;
  updated_ms: number;
}
export const CUSTOMER = "SELECT 'Customer' AS __typename, customer.* FROM customer";

export interface OrderRow {
  __typename: "Order";
  id: number;
  name: string;
  customer_id: number | null;
  country: string;
  source_name: string;
  created_ms: number;
  updated_ms: number;
  cancelled_ms: number | null;
  cancel_reason: string | null;
  financial_status: string;
  fulfillment_status: string;
  total_minor: number;
  tax_minor: number;
  refunded_minor: number;
  tags: string;
  note: string | null;
}
export const ORDER = "SELECT 'Order' AS __typename, orders.* FROM orders";

export interface PlainLineRow {
  __typename: "LineItem";
  id: number;
  order_id: number;
  variant_id: number;
  quantity: number;
  current_quantity: number;
  fulfilled_quantity: number;
  unit_minor: number;
}
/** For reading very many: what stands in the variant and the product is looked up, not joined. */
export const PLAIN_LINE = "SELECT 'LineItem' AS __typename, line.* FROM line";

export interface LineRow extends PlainLineRow {
  product_id: number;
  sku: string;
  product_title: string;
  variant_title: string;
  /** When the variant or its product is gone, the line stays but points to nothing. */
  gone: number;
}
export const LINE = `SELECT 'LineItem' AS __typename, line.*, variant.product_id, variant.sku,
    product.title AS product_title, variant.title AS variant_title, (variant.deleted_ms IS NOT NULL) AS gone
  FROM line JOIN variant ON variant.id = line.variant_id JOIN product ON product.id = variant.product_id`;

export interface RefundRow {
  __typename: "Refund";
  id: number;
  order_id: number;
  created_ms: number;
  note: string | null;
  total_minor: number;
}
export const REFUND = "SELECT 'Refund' AS __typename, refund.* FROM refund";

export interface RefundLineRow {
  __typename: "RefundLineItem";
  id: number;
  refund_id: number;
  line_id: number;
  quantity: number;
  restock_type: string;
  subtotal_minor: number;
}
export const REFUND_LINE = "SELECT 'RefundLineItem' AS __typename, refund_line.* FROM refund_line";

export interface FulfillmentRow {
  __typename: "Fulfillment";
  id: number;
  order_id: number;
  status: string;
  tracking: string;
  lines: string;
  created_ms: number;
  updated_ms: number;
}
export const FULFILLMENT = "SELECT 'Fulfillment' AS __typename, fulfillment.* FROM fulfillment";

export interface ReturnRow {
  __typename: "Return";
  id: number;
  order_id: number;
  status: string;
  reason: string;
  decline: string | null;
  lines: string;
  created_ms: number;
}
export const RETURN = "SELECT 'Return' AS __typename, order_return.* FROM order_return";

/** What a return is about: units asked for of each line, and how many of them have come back. */
export function returnUnits({ lines }: ReturnRow): { line: number; quantity: number; processed: number }[] {
  return JSON.parse(lines) as { line: number; quantity: number; processed: number }[];
}

export interface SubscriptionRow {
  __typename: "WebhookSubscription";
  id: number;
  topic: string;
  uri: string;
  format: string;
  include_fields: string;
  filter: string | null;
  failures: number;
  created_ms: number;
  updated_ms: number;
}
export const SUBSCRIPTION =
  "SELECT 'WebhookSubscription' AS __typename, webhook_subscription.* FROM webhook_subscription";

export interface BulkRow {
  __typename: "BulkOperation";
  id: number;
  type: string;
  status: string;
  query: string;
  error_code: string | null;
  object_count: number;
  root_count: number;
  file: string | null;
  file_size: number | null;
  upload: string | null;
  client: string;
  created_ms: number;
  completed_ms: number | null;
}
export const BULK = "SELECT 'BulkOperation' AS __typename, bulk_operation.* FROM bulk_operation";
