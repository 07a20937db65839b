import { number } from "#agent-kit/cell.ts";
import { addDays } from "#core/time/day.ts";
import { offer } from "#integrations/supplier/offer.ts";
import type { ShopTerms, StoredCandidate } from "./snapshot.ts";

/** Offers that had been seen by then, each with the last day kept of it before the instant. */
export function pastCandidates(
  db: D1Database,
  at: number,
  shop: ShopTerms,
  forgetAfterDays: number,
  most: number,
): D1PreparedStatement {
  return db
    .prepare(
      `SELECT c.id, c.supplier, c.offer, d.day, d.cost_minor, d.currency, d.stock, d.sellers, d.sold AS sold_then,
         d.score, d.shipping_minor, d.ship_days_low, d.ship_days_high, d.rating, d.votes, d.suggested_retail_minor, d.quoted_at, (SELECT json_group_array(json_array(s.day, s.sold)) FROM (
            SELECT day, sold FROM candidate_days WHERE candidate_id = c.id AND sold IS NOT NULL AND day < ?2 ORDER BY day DESC LIMIT 200) AS s) AS sold
       FROM candidates AS c JOIN candidate_days AS d ON d.candidate_id = c.id
         AND d.day = (SELECT max(day) FROM candidate_days WHERE candidate_id = c.id AND day < ?2)
       WHERE c.first_seen_at < ?1 AND d.day >= ?3 ORDER BY d.day DESC, c.id LIMIT ?4`,
    )
    .bind(at, shop.day, addDays(shop.day, -Math.ceil(forgetAfterDays)), most);
}

/** The offer as that day kept it; what no day keeps (pictures, words, variants) bears on no judgement and is left out. */
export function toPastCandidate(row: Record<string, unknown>): StoredCandidate {
  const { reference, title, category } = offer.parse(JSON.parse(String(row.offer)));
  return {
    id: String(row.id),
    supplier: String(row.supplier),
    offer: offer.parse({
      reference,
      title,
      category,
      costMinor: Number(row.cost_minor),
      currency: String(row.currency),
      stock: number(row.stock),
      sellers: number(row.sellers),
      sold: number(row.sold_then),
      shippingMinor: number(row.shipping_minor),
      shipDaysLow: number(row.ship_days_low),
      shipDaysHigh: number(row.ship_days_high),
      rating: number(row.rating),
      votes: number(row.votes),
      suggestedRetailMinor: number(row.suggested_retail_minor),
    }),
    watched: false,
    lastSeenAt: Date.parse(`${row.day}T00:00:00Z`),
    quotedAt: number(row.quoted_at),
    sold: (JSON.parse(String(row.sold)) as [string, number][]).toReversed(),
    previousScore: number(row.score),
  };
}
