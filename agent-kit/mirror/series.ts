import {
  type DailySeries,
  type DayFigures,
  emptySeries,
  figuresOn,
  lastDayOf,
  withDays,
} from "#core/series/daily-series.ts";
import { unpackSeries } from "#core/series/pack.ts";
import { type Day, dayNumber } from "#core/time/day.ts";
import { KitError } from "../errors.ts";
import { bytesFromHex } from "./hex.ts";

/** One D1 round trip in two halves, so that a run can read other things in the same one. */
export interface SeriesQuery {
  statements: D1PreparedStatement[];
  /** Takes the statements' results in order; variants that never sold, returned or were counted are absent. */
  read(results: readonly D1Result<Record<string, unknown>>[]): Map<string, DailySeries>;
}

/**
 * The days the packed copy does not hold or no longer holds right: everything after its last day, and days a late change
 * marked dirty. `?1` is the variant ids as JSON, `?2` the last day wanted.
 */
const wanted = `WITH wanted AS (
  SELECT v.value AS variant_id, coalesce(date((s.last_day + 1) * 86400, 'unixepoch'), '0001-01-01') AS first, ?2 AS last
  FROM json_each(?1) v LEFT JOIN daily_series s ON s.variant_id = v.value
  UNION ALL
  SELECT d.variant_id, d.day, d.day FROM json_each(?1) v
  JOIN dirty_days d ON d.variant_id = v.value JOIN daily_series s ON s.variant_id = v.value
  WHERE d.day <= date(s.last_day * 86400, 'unixepoch') AND d.day <= ?2)`;

const packed =
  "SELECT variant_id, hex(data) AS data FROM daily_series WHERE variant_id IN (SELECT value FROM json_each(?1))";

const dirty = `SELECT d.variant_id, json_group_array(d.day) AS days FROM json_each(?1) v
  JOIN dirty_days d ON d.variant_id = v.value WHERE d.day <= ?2 GROUP BY d.variant_id`;

const sold = `${wanted}
  SELECT variant_id, json_group_array(json_array(day, units, revenue, orders)) AS days FROM (
    SELECT l.variant_id, l.day, sum(l.quantity) AS units, sum(l.quantity * l.unit_price_minor) AS revenue,
      count(DISTINCT l.order_id) AS orders
    FROM wanted w JOIN order_lines l ON l.variant_id = w.variant_id AND l.day BETWEEN w.first AND w.last
    GROUP BY l.variant_id, l.day) GROUP BY variant_id`;

const returned = `${wanted}
  SELECT variant_id, json_group_array(json_array(day, units)) AS days FROM (
    SELECT r.variant_id, r.day, sum(r.quantity) AS units
    FROM wanted w JOIN refund_lines r ON r.variant_id = w.variant_id AND r.day BETWEEN w.first AND w.last
    GROUP BY r.variant_id, r.day) GROUP BY variant_id`;

const stock = `${wanted}
  SELECT w.variant_id, json_group_array(json_array(d.day, d.available)) AS days
  FROM wanted w JOIN variant_days d ON d.variant_id = w.variant_id AND d.day BETWEEN w.first AND w.last
  WHERE d.available IS NOT NULL GROUP BY w.variant_id`;

/** Demand per day up to and including `through` (shop zone): closed days from the packed copy, the others summed from lines. */
export function seriesQuery(db: D1Database, variantIds: readonly string[], through: Day): SeriesQuery {
  const ids = JSON.stringify(variantIds);
  return {
    statements: [
      db.prepare(packed).bind(ids),
      ...[dirty, sold, returned, stock].map((text) => db.prepare(text).bind(ids, through)),
    ],
    read: (results) => merge(results, dayNumber(through)),
  };
}

/** `seriesQuery` in a round trip of its own. */
export async function demandSeries(
  db: D1Database,
  variantIds: readonly string[],
  options: { through: Day },
): Promise<Map<string, DailySeries>> {
  const query = seriesQuery(db, variantIds, options.through);
  return query.read(await db.batch<Record<string, unknown>>(query.statements));
}

function merge(results: readonly D1Result<Record<string, unknown>>[], through: number): Map<string, DailySeries> {
  const rows = (at: number) => results[at]?.results ?? [];
  const packedRows = rows(0).map(
    (row) => [String(row.variant_id), unpack(String(row.variant_id), String(row.data))] as const,
  );
  const known = new Map(packedRows);
  const [dirtyDays, soldDays, returnedDays, stockDays] = [
    byVariant(rows(1)),
    byVariant(rows(2)),
    byVariant(rows(3)),
    byVariant(rows(4)),
  ];
  const merged = new Map<string, DailySeries>();
  for (const id of new Set([...known.keys(), ...soldDays.keys(), ...returnedDays.keys(), ...stockDays.keys()])) {
    const base = known.get(id) ?? emptySeries(through);
    const days = new Map<number, DayFigures>();
    const set = (day: number, figures: Partial<DayFigures>) =>
      days.set(day, { ...(days.get(day) ?? figuresOn(base, day)), ...figures });
    // Summed afresh: a dirty day without lines left is a quiet day; its stock stays what it was.
    for (const [day] of dirtyDays.get(id) ?? [])
      set(day, { unitsSold: 0, unitsReturned: 0, revenueMinor: 0, orders: 0 });
    for (const [day, unitsSold = 0, revenueMinor = 0, orders = 0] of soldDays.get(id) ?? [])
      set(day, { unitsSold, revenueMinor, orders });
    for (const [day, unitsReturned = 0] of returnedDays.get(id) ?? []) set(day, { unitsReturned });
    for (const [day, stockAtClose = 0] of stockDays.get(id) ?? []) set(day, { stockAtClose });
    merged.set(id, cut(withDays(base, days, through), through));
  }
  return merged;
}

function byVariant(rows: Record<string, unknown>[]): Map<string, [number, ...number[]][]> {
  return new Map(
    rows.map((row) => {
      const days = JSON.parse(String(row.days)) as (string | [string, ...number[]])[];
      return [
        String(row.variant_id),
        days.map((entry) =>
          typeof entry === "string" ? [dayNumber(entry)] : [dayNumber(entry[0]), ...(entry.slice(1) as number[])],
        ),
      ];
    }),
  );
}

function cut(series: DailySeries, through: number): DailySeries {
  if (lastDayOf(series) <= through) return series;
  const days = Math.max(0, through - series.firstDay + 1);
  return {
    firstDay: series.firstDay,
    unitsSold: series.unitsSold.slice(0, days),
    unitsReturned: series.unitsReturned.slice(0, days),
    revenueMinor: series.revenueMinor.slice(0, days),
    orders: series.orders.slice(0, days),
    stockAtClose: series.stockAtClose.slice(0, days),
  };
}

function unpack(variantId: string, hex: string): DailySeries {
  const result = unpackSeries(bytesFromHex(hex));
  if (result.ok) return result.value;
  throw new KitError({
    code: "series-damaged",
    message: "A packed sales history cannot be read.",
    detail: `${variantId}: ${JSON.stringify(result.error)}`,
    report: true,
  });
}
