import { seeded } from "../store/seeded.ts";
import type { Shop } from "../store/shop.ts";

export interface SupplierProduct {
  id: string;
  title: string;
  category: string;
  costMinor: number;
  shippingMinor: number;
  retailMinor: number;
  daysLow: number;
  daysHigh: number;
  stock: number;
  sellers: number;
  rating: number;
  votes: number;
  variants: { id: string; sku: string; name: string; costMinor: number }[];
}

const KINDS = ["Bamboo", "Ceramic", "Foldable", "Glass", "Linen", "Magnetic", "Recycled", "Solar"];
const NAMES = ["Small", "Large", "Pair"];
const MOST = 120;
const PREFIX = "25022510504";
const FIRST = 10_000_000;

/**
 * Invented goods, named and priced after what the shop sells, so that some are like it and one in ten is the same thing
 * under the same name. The same seed gives the same goods.
 */
export function supplierCatalogue(shop: Shop, vendor: string): SupplierProduct[] {
  const rows = shop.database.all<{ id: number; title: string; product_type: string; price_minor: number }>(
    `SELECT product.id, product.title, product.product_type, MIN(variant.price_minor) AS price_minor FROM product
     JOIN variant ON variant.product_id = product.id WHERE variant.deleted_ms IS NULL AND product.deleted_ms IS NULL
     GROUP BY product.id ORDER BY product.id LIMIT ${MOST}`,
  );
  return rows.map((row) => {
    const chance = seeded(shop.seed, `${vendor} ${row.id}`);
    const kind = KINDS[Math.floor(chance() * KINDS.length)] ?? "";
    const same = chance() < 0.1;
    const words = row.title.split(/\s+/);
    const costMinor = Math.max(10, Math.round(row.price_minor * (0.15 + 0.35 * chance())));
    const daysLow = 3 + Math.floor(chance() * 9);
    const id = `${PREFIX}${String(FIRST + row.id)}`;
    const count = 1 + Math.floor(chance() * 3);
    return {
      id,
      title: same ? row.title : `${kind} ${words.slice(words.length > 3 ? 1 : 0).join(" ")}`,
      category: row.product_type || "Home",
      costMinor,
      shippingMinor: Math.max(5, Math.round(row.price_minor * (0.05 + 0.15 * chance()))),
      retailMinor: costMinor * 3,
      daysLow,
      daysHigh: daysLow + 2 + Math.floor(chance() * 6),
      stock: Math.floor(chance() * 4_000),
      sellers: Math.floor(chance() * 300),
      rating: Math.round((3.2 + 1.8 * chance()) * 10) / 10,
      votes: Math.floor(chance() * 500),
      variants: NAMES.slice(0, count).map((name, at) => ({
        id: `${id}${at}`,
        sku: `CJ${row.id}-${at}`,
        name,
        costMinor: Math.round(costMinor * (1 + 0.4 * at)),
      })),
    };
  });
}

/** What the shop itself sells that these goods were invented after. */
export function skuOf(shop: Shop, reference: string): string | null {
  const product = Number(reference.slice(PREFIX.length)) - FIRST;
  const sold = "SELECT sku FROM variant WHERE product_id = ? AND deleted_ms IS NULL ORDER BY id LIMIT 1";
  return shop.database.get<{ sku: string }>(sold, product)?.sku ?? null;
}
