import { variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition, WorkContext } from "#agent-kit/definition.ts";
import type { SupplierDeclaration, SupplierPort } from "#integrations/supplier/port.ts";

export const SPOCKET = "spocket";
const NAME = "spocket";

/** Nothing is asked of the vendor: what it did is read in the mirror of the store, so a store is all it needs. */
export const spocketNeed: NeedDefinition = {
  connection: SPOCKET,
  required: false,
  account: () => null,
  evidence: {
    level: "documented",
    source: "help.spocket.co: its app keeps products and parcels in the store, a person orders in Spocket itself",
    date: "2026-11-22",
  },
  configured: (env) => variable(env, "SHOPIFY_STORE") !== undefined,
  probe: "Spocket has no public API: nothing is asked of it, and what it does is read in the store.",
};

const seen = "it has no public API; what it does is only seen in the store";

export const spocketDeclaration: SupplierDeclaration = {
  id: SPOCKET,
  name: "Spocket",
  evidence: spocketNeed.evidence,
  catalogue: "observed",
  cannot: {
    details: seen,
    quoteShipping: seen,
    placeOrder: "an order is placed by a person in Spocket itself",
    order: seen,
    tracking: seen,
  },
};

/** Which of the shop's products are its: by vendor, by tag, or by the fulfilment service's location they lie at. */
const itsProducts = `SELECT p.id, p.title, v.sku, min(v.cost_minor) AS cost_minor, s.currency FROM products AS p
  JOIN variants AS v ON v.product_id = p.id AND v.deleted_at IS NULL CROSS JOIN shop AS s
  WHERE p.deleted_at IS NULL AND (lower(coalesce(p.vendor, '')) LIKE ?1
    OR EXISTS (SELECT 1 FROM json_each(p.tags) AS t WHERE lower(t.value) LIKE ?1)
    OR EXISTS (SELECT 1 FROM inventory_levels AS l JOIN locations AS o ON o.id = l.location_id
      WHERE l.item_id = v.inventory_item_id AND lower(o.name) LIKE ?1))
  GROUP BY p.id ORDER BY p.id LIMIT ?2 OFFSET ?3`;

/** Spocket as far as the store shows it; its `search` lists what the shop already sells of it. */
export function spocketSupplier({ env }: WorkContext): SupplierPort {
  return {
    declaration: spocketDeclaration,
    async search({ after, limit }) {
      const offset = after === null ? 0 : Number(after);
      const { results } = await env.DB.prepare(itsProducts).bind(`%${NAME}%`, limit, offset).all<{
        id: string;
        title: string;
        sku: string | null;
        cost_minor: number | null;
        currency: string;
      }>();
      const priced = results.flatMap(({ cost_minor: costMinor, ...row }) =>
        costMinor === null ? [] : [{ ...row, costMinor }],
      );
      const unpriced = results.filter((row) => row.cost_minor === null);
      return {
        offers: priced.map(({ id, title, sku, costMinor, currency }) => ({
          reference: id,
          title: title.slice(0, 255),
          currency,
          costMinor,
          category: null,
          url: null,
          images: [],
          description: null,
          sku,
          suggestedRetailMinor: null,
          shippingMinor: null,
          shipDaysLow: null,
          shipDaysHigh: null,
          stock: null,
          sellers: null,
          sold: null,
          rating: null,
          votes: null,
          variants: [],
        })),
        unreadable: unpriced.map(({ id }) => ({ reference: id, why: "the store says no cost of it" })),
        next: results.length === limit ? String(offset + limit) : null,
      };
    },
    /** By the store's own number of a variant or by its SKU. */
    async stock(variant) {
      const units = await env.DB.prepare(
        `SELECT sum(l.available) AS units FROM variants AS v JOIN inventory_levels AS l ON l.item_id = v.inventory_item_id
         WHERE (v.id = ?1 OR v.sku = ?1) AND v.deleted_at IS NULL`,
      )
        .bind(variant)
        .first<number | null>("units");
      return units ?? null;
    },
  };
}
