import type { Database } from "./database.ts";
import type { Dataset } from "./dataset.ts";
import { generatedMark, generateItem } from "./generated.ts";
import type { History } from "./history.ts";

const DAY_MS = 86_400_000;

interface CatalogueInput {
  data: Dataset;
  kept: Set<number>;
  placedMs: number[];
  nowMs: number;
  seed: number;
  history: History;
}

interface Demand {
  prices: Map<number, number>;
  units: number;
  lastPriceMinor: number;
  firstSaleMs: number;
}

/** The last eight weeks of each SKU. One wholesale order is not a rate, so a line counts for at most 200 units. */
function recentDemand({ data, placedMs, nowMs }: CatalogueInput): Map<number, Demand> {
  const demand = new Map<number, Demand>();
  for (let index = 0; index < data.invoices.length; index++) {
    const at = placedMs[index]!;
    for (let line = data.firstLine[index]!; line < data.firstLine[index + 1]!; line++) {
      const quantity = data.quantity[line]!;
      if (quantity <= 0) continue;
      const sku = data.skuIndex[line]!;
      const priceMinor = data.unitPriceMinor[line]!;
      let entry = demand.get(sku);
      if (entry === undefined) {
        entry = { prices: new Map(), units: 0, lastPriceMinor: priceMinor, firstSaleMs: at };
        demand.set(sku, entry);
      }
      if (at > nowMs) continue;
      entry.lastPriceMinor = priceMinor;
      if (at < nowMs - 56 * DAY_MS) continue;
      entry.units += Math.min(quantity, 200);
      entry.prices.set(priceMinor, (entry.prices.get(priceMinor) ?? 0) + 1);
    }
  }
  return demand;
}

function modalPrice(demand: Demand): number {
  const [modal] = [...demand.prices].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return modal?.[0] ?? demand.lastPriceMinor;
}

/** One product, variant, item and level per SKU; what is invented is marked in tags, vendor and metafields. */
export function writeCatalogue(database: Database, input: CatalogueInput): void {
  const { data, kept, nowMs, seed, history } = input;
  const mark = generatedMark(seed);
  const demand = recentDemand(input);
  const committed = new Map<number, number>();
  for (const line of history.lines) {
    if (!line.order.fulfilled) committed.set(line.variant, (committed.get(line.variant) ?? 0) + line.current);
  }
  const insertProduct = database.prepare(
    `INSERT INTO product (id, title, handle, status, vendor, product_type, tags, created_ms, updated_ms)
     VALUES (?, ?, ?, 'ACTIVE', ?, 'Giftware', ?, ?, ?)`,
  );
  const insertVariant = database.prepare(
    `INSERT INTO variant (id, product_id, sku, title, price_minor, inventory_policy, created_ms, updated_ms)
     VALUES (?, ?, ?, 'Default Title', ?, 'CONTINUE', ?, ?)`,
  );
  const insertItem = database.prepare(
    "INSERT INTO inventory_item (id, tracked, cost_minor, created_ms, updated_ms) VALUES (?, 1, ?, ?, ?)",
  );
  const insertLevel = database.prepare(
    `INSERT INTO level (item_id, location_id, available, committed, incoming, updated_ms) VALUES (?, 1, ?, ?, 0, ?)`,
  );
  const insertFixed = database.prepare("INSERT INTO fixed_price (variant_id, price_minor) VALUES (?, ?)");
  const insertMetafield = database.prepare(
    `INSERT INTO metafield (owner, namespace, key, type, value, created_ms, updated_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const sku of [...kept].sort((a, b) => a - b)) {
    const id = sku + 1;
    const code = data.skus[sku]!;
    const title = data.titles[sku] || code;
    const sold = demand.get(sku);
    const priceMinor = sold === undefined ? 100 : modalPrice(sold);
    const createdMs = Math.min(nowMs, sold?.firstSaleMs ?? nowMs) - DAY_MS;
    const item = generateItem(seed, code, priceMinor, (sold?.units ?? 0) / 56);
    const tags = [mark, `lead-time-days:${item.leadTimeDays}`];
    const handle = `${title}-${code}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    insertProduct.run(id, title, handle, `${item.supplier} (${mark})`, JSON.stringify(tags), createdMs, createdMs);
    insertVariant.run(id, id, code, priceMinor, createdMs, createdMs);
    // An invented trade list: one product in fifty has a price of its own there, a tenth under the shop's of today.
    if (id % 50 === 1 || kept.size <= 20) insertFixed.run(id, Math.max(1, Math.round(priceMinor * 0.9)));
    insertItem.run(id, item.costMinor, createdMs, createdMs);
    insertLevel.run(id, item.available, committed.get(id) ?? 0, nowMs);
    const owner = `Product ${id}`;
    insertMetafield.run(
      owner,
      "supply",
      "lead_time_days",
      "number_integer",
      `${item.leadTimeDays}`,
      createdMs,
      createdMs,
    );
    insertMetafield.run(owner, "supply", "supplier", "single_line_text_field", item.supplier, createdMs, createdMs);
    const origin = `${mark} cost, stock, lead time, supplier`;
    insertMetafield.run(owner, "supply", "origin", "single_line_text_field", origin, createdMs, createdMs);
  }
}
