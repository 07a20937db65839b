/**
 * The shop's tables. Ids here are small local numbers (`gid.ts` maps them to Shopify's); times are milliseconds of the
 * sandbox's own clock unless the column says `real`; money is integer minor units.
 */
export const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE location (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT NOT NULL, zip TEXT NOT NULL);
CREATE TABLE product (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, handle TEXT NOT NULL, description TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL, vendor TEXT NOT NULL, product_type TEXT NOT NULL DEFAULT '', tags TEXT NOT NULL,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, published INTEGER NOT NULL DEFAULT 1, deleted_ms INTEGER);
CREATE TABLE variant (
  id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL, sku TEXT NOT NULL, title TEXT NOT NULL,
  barcode TEXT, price_minor INTEGER NOT NULL, compare_at_minor INTEGER, inventory_policy TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 1, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, deleted_ms INTEGER);
CREATE TABLE fixed_price (variant_id INTEGER PRIMARY KEY, price_minor INTEGER NOT NULL);
CREATE TABLE inventory_item (
  id INTEGER PRIMARY KEY, tracked INTEGER NOT NULL, cost_minor INTEGER, created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL);
CREATE TABLE level (
  item_id INTEGER NOT NULL, location_id INTEGER NOT NULL, available INTEGER NOT NULL, committed INTEGER NOT NULL,
  incoming INTEGER NOT NULL, updated_ms INTEGER NOT NULL, PRIMARY KEY (item_id, location_id)) WITHOUT ROWID;

CREATE TABLE customer (
  id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT NOT NULL, country TEXT NOT NULL,
  marketing_state TEXT NOT NULL, marketing_opt_in TEXT, marketing_updated_ms INTEGER, tags TEXT NOT NULL,
  note TEXT, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, deleted_ms INTEGER);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, customer_id INTEGER, country TEXT NOT NULL, source_name TEXT NOT NULL,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, cancelled_ms INTEGER, cancel_reason TEXT,
  financial_status TEXT NOT NULL, fulfillment_status TEXT NOT NULL, total_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL, refunded_minor INTEGER NOT NULL DEFAULT 0, tags TEXT NOT NULL, note TEXT);
CREATE TABLE line (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, variant_id INTEGER NOT NULL, quantity INTEGER NOT NULL,
  current_quantity INTEGER NOT NULL, fulfilled_quantity INTEGER NOT NULL, unit_minor INTEGER NOT NULL);
CREATE TABLE refund (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, created_ms INTEGER NOT NULL, note TEXT, total_minor INTEGER NOT NULL);
CREATE TABLE refund_line (
  id INTEGER PRIMARY KEY, refund_id INTEGER NOT NULL, line_id INTEGER NOT NULL, quantity INTEGER NOT NULL,
  restock_type TEXT NOT NULL, subtotal_minor INTEGER NOT NULL);
CREATE TABLE fulfillment (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, status TEXT NOT NULL, tracking TEXT NOT NULL, lines TEXT NOT NULL,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL);
CREATE TABLE order_return (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL, decline TEXT,
  lines TEXT NOT NULL, created_ms INTEGER NOT NULL);
CREATE TABLE fulfillment_hold (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, reason TEXT NOT NULL, notes TEXT, handle TEXT, released_ms INTEGER);
CREATE TABLE risk_assessment (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, level TEXT NOT NULL, facts TEXT NOT NULL, created_ms INTEGER NOT NULL);
CREATE TABLE arrival (id INTEGER PRIMARY KEY, due_ms INTEGER NOT NULL, invoice TEXT NOT NULL, body TEXT NOT NULL);

CREATE TABLE metafield (
  id INTEGER PRIMARY KEY, owner TEXT NOT NULL, namespace TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL,
  value TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, UNIQUE (owner, namespace, key));
CREATE TABLE metafield_definition (
  id INTEGER PRIMARY KEY, owner_type TEXT NOT NULL, namespace TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,
  type TEXT NOT NULL, UNIQUE (owner_type, namespace, key));

CREATE TABLE media (
  id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL, source TEXT NOT NULL, ready_ms INTEGER NOT NULL);
CREATE TABLE product_operation (
  id INTEGER PRIMARY KEY, product_id INTEGER, errors TEXT NOT NULL, ready_ms INTEGER NOT NULL);
CREATE TABLE discount (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE COLLATE NOCASE, title TEXT NOT NULL, starts_ms INTEGER NOT NULL,
  ends_ms INTEGER, usage_limit INTEGER, body TEXT NOT NULL);

CREATE TABLE channel_document (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE supplier_order (
  id INTEGER PRIMARY KEY, vendor TEXT NOT NULL, reference TEXT NOT NULL, body TEXT NOT NULL,
  placed_ms INTEGER NOT NULL, UNIQUE (vendor, reference));
CREATE TABLE mail (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, key TEXT, hash TEXT NOT NULL, body TEXT NOT NULL,
  created_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL, repeats INTEGER NOT NULL DEFAULT 0,
  recorded INTEGER NOT NULL DEFAULT 0);

CREATE TABLE effect (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, real_ms INTEGER NOT NULL, kind TEXT NOT NULL, root TEXT NOT NULL,
  target TEXT NOT NULL, before TEXT, after TEXT, changed INTEGER NOT NULL, idempotency_key TEXT, client TEXT NOT NULL);
CREATE TABLE idempotency (
  root TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT NULL, outcome TEXT NOT NULL, real_ms INTEGER NOT NULL,
  PRIMARY KEY (root, key)) WITHOUT ROWID;
CREATE TABLE delayed_commit (
  id INTEGER PRIMARY KEY, due_ms INTEGER NOT NULL, body TEXT NOT NULL, client TEXT NOT NULL);
CREATE TABLE access_token (
  token TEXT PRIMARY KEY, client TEXT NOT NULL, scopes TEXT NOT NULL, expires_real_ms INTEGER) WITHOUT ROWID;
CREATE TABLE fault (id INTEGER PRIMARY KEY, body TEXT NOT NULL);

CREATE TABLE webhook_subscription (
  id INTEGER PRIMARY KEY, topic TEXT NOT NULL, uri TEXT NOT NULL, format TEXT NOT NULL, include_fields TEXT NOT NULL,
  filter TEXT, failures INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL);
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY, webhook_id TEXT NOT NULL, event_id TEXT NOT NULL, subscription_id INTEGER NOT NULL,
  topic TEXT NOT NULL, uri TEXT NOT NULL, body TEXT NOT NULL, triggered_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, postponed INTEGER NOT NULL DEFAULT 0, next_real_ms INTEGER NOT NULL,
  status TEXT NOT NULL);
CREATE TABLE bulk_operation (
  id INTEGER PRIMARY KEY, type TEXT NOT NULL, status TEXT NOT NULL, query TEXT NOT NULL, error_code TEXT,
  object_count INTEGER NOT NULL DEFAULT 0, root_count INTEGER NOT NULL DEFAULT 0, file TEXT, file_size INTEGER,
  upload TEXT, client TEXT NOT NULL, created_ms INTEGER NOT NULL, completed_ms INTEGER);
CREATE TABLE staged_upload (id TEXT PRIMARY KEY, body BLOB, created_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE job (id TEXT PRIMARY KEY, ready_ms INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Made after the rows are in: filling a table that already has indexes takes twice as long. */
export const INDEXES = `
CREATE INDEX variant_product ON variant (product_id);
CREATE INDEX variant_sku ON variant (sku);
CREATE INDEX product_updated ON product (updated_ms, id);
CREATE INDEX customer_updated ON customer (updated_ms, id);
CREATE INDEX customer_email ON customer (email);
CREATE INDEX orders_updated ON orders (updated_ms, id);
CREATE INDEX orders_created ON orders (created_ms, id);
CREATE INDEX orders_customer ON orders (customer_id, created_ms);
CREATE INDEX orders_open ON orders (fulfillment_status, updated_ms) WHERE fulfillment_status <> 'FULFILLED';
CREATE INDEX line_order ON line (order_id);
CREATE INDEX line_variant ON line (variant_id);
CREATE INDEX refund_order ON refund (order_id);
CREATE INDEX refund_line_refund ON refund_line (refund_id);
CREATE INDEX fulfillment_order ON fulfillment (order_id);
CREATE INDEX order_return_order ON order_return (order_id);
CREATE INDEX arrival_due ON arrival (due_ms, id);
CREATE INDEX effect_kind ON effect (kind, target);
CREATE INDEX delivery_due ON delivery (next_real_ms) WHERE status = 'pending';
`;
