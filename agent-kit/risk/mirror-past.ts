import type { OrderFeatures } from "#core/risk/order-features.ts";

const dayMs = 86_400_000;
/** A dispute comes within 120 days, nearly all within 90. */
const settledDays = 90;
const amountsAtMost = 1_000;
const amountsAtLeast = 30;

/**
 * What the mirror tells of the past of each order (by gid): the amounts of the thousand orders before it, and how many orders
 * its customer has that went well. A shop's old customers are known by it from the first day. One row an order.
 */
export function mirrorPastStatement(db: D1Database, orders: readonly string[]): D1PreparedStatement {
  return db
    .prepare(
      `SELECT o.id, o.total_minor,
         (SELECT json_array(count(*), avg(x), avg(x * x)) FROM (
            SELECT ln(p.total_minor) AS x FROM orders AS p WHERE p.processed_at < o.processed_at AND p.total_minor > 0 AND p.test = 0
            ORDER BY p.processed_at DESC LIMIT ${amountsAtMost})) AS amounts,
         (SELECT count(*) FROM orders AS p WHERE p.customer_id = o.customer_id AND p.processed_at < o.processed_at - ?2
            AND p.cancelled_at IS NULL AND p.deleted_at IS NULL AND p.test = 0 AND p.refunded_minor < p.total_minor) AS settled
       FROM json_each(?1) AS w JOIN orders AS o ON o.id = w.value`,
    )
    .bind(JSON.stringify(orders), settledDays * dayMs);
}

/** A row of that statement as features, beside what the sightings say: who has both has the larger count. */
export function mirrorFeatures(
  row: Record<string, unknown> | undefined,
  history: Pick<OrderFeatures, "priorGoodOrders">,
): Pick<OrderFeatures, "amountZ" | "priorGoodOrders"> {
  const seen = history.priorGoodOrders ?? null;
  if (!row) return { amountZ: null, priorGoodOrders: seen };
  const [count, mean, square] = JSON.parse(String(row.amounts)) as [number, number | null, number | null];
  const total = Number(row.total_minor);
  const settled = Number(row.settled);
  return {
    amountZ: mean === null || square === null || count < amountsAtLeast ? null : zOf(total, mean, square),
    priorGoodOrders: seen === null && settled === 0 ? null : Math.max(seen ?? 0, settled),
  };
}

function zOf(totalMinor: number, mean: number, square: number): number | null {
  const variance = square - mean * mean;
  return totalMinor > 0 && variance > 1e-9 ? (Math.log(totalMinor) - mean) / Math.sqrt(variance) : null;
}
