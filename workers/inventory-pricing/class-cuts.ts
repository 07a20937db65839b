import type { DailySeries } from "#core/series/daily-series.ts";
import { dayFromNumber } from "#core/time/day.ts";
import type { Row } from "./observe.ts";
import type { ShopTerms } from "./snapshot.ts";

export type Class = "A" | "B" | "C";

const pastDays = 371;
const speedDays = 90;

/**
 * Revenue of the closed days of the last year by variant, largest first: those that make up 80 % of it are class A, the one
 * that reaches it included, those up to 95 % B; and what an item of each product type sells a day. One look at the lines, in
 * their index's own order (`+day` keeps SQLite from taking the days' index): nothing to sort but the variants.
 */
export function classCuts(db: D1Database, today: number): D1PreparedStatement {
  return db
    .prepare(
      `WITH sold AS MATERIALIZED (
         SELECT variant_id, sum(quantity * unit_price_minor) AS minor, sum(CASE WHEN day >= ?3 THEN quantity END) AS units
         FROM order_lines WHERE variant_id IS NOT NULL AND +day >= ?1 AND +day < ?2 GROUP BY variant_id),
       ranked AS (SELECT minor, (sum(minor) OVER (ORDER BY minor DESC, variant_id) - minor) * 1.0 / sum(minor) OVER () AS larger FROM sold)
       SELECT min(CASE WHEN larger < 0.8 THEN minor END) AS a, min(CASE WHEN larger < 0.95 THEN minor END) AS b,
         (SELECT json_group_object(type, speed) FROM (
           SELECT coalesce(p.product_type, '') AS type, sum(coalesce(s.units, 0)) * 1.0 / ?5 / count(*) AS speed
           FROM variants AS v JOIN products AS p ON p.id = v.product_id LEFT JOIN sold AS s ON s.variant_id = v.id
           WHERE v.deleted_at IS NULL AND p.deleted_at IS NULL AND p.status = 'ACTIVE' AND coalesce(v.created_at, 0) < ?4
           GROUP BY 1 ORDER BY count(*) DESC LIMIT 300)) AS speeds
       FROM ranked`,
    )
    .bind(
      dayFromNumber(today - pastDays),
      dayFromNumber(today),
      dayFromNumber(today - speedDays),
      (today - speedDays) * 86_400_000,
      speedDays,
    );
}

/** A variant's class by its revenue of the very days the cuts were made on, however far its series reaches back. */
export function classOf({ firstDay, revenueMinor }: DailySeries, { today, classCuts: { a, b } }: ShopTerms): Class {
  const year = revenueMinor.slice(Math.max(0, today - pastDays - firstDay), Math.max(0, today - firstDay));
  const revenue = year.reduce((sum, day) => sum + day, 0);
  return revenue >= a ? "A" : revenue >= b ? "B" : "C";
}

export function cutsOf(rows: Row[]): ShopTerms["classCuts"] {
  const speeds = JSON.parse(String(rows[0]?.speeds ?? "{}")) as Record<string, number>;
  return { a: Number(rows[0]?.a ?? 0), b: Number(rows[0]?.b ?? 0), speeds };
}

export function cutsFrom(cursor: string | null): ShopTerms["classCuts"] {
  return cursor === null ? { a: 0, b: 0 } : (JSON.parse(cursor) as ShopTerms["classCuts"]);
}
