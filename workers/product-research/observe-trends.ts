import { seriesQuery } from "#agent-kit/mirror/series.ts";
import type { DailySeries } from "#core/series/daily-series.ts";
import { dayNumber } from "#core/time/day.ts";
import type { Chunk, Context } from "./observe.ts";
import type { SalesHistory, ShopTerms } from "./snapshot.ts";
import { historyWeeks, weeksOf } from "./trend.ts";

/** Variants of one chunk: bounded by count, each chunk one invocation. */
const chunkSize = 1_000;

export async function observeTrends(context: Context, shop: ShopTerms, after: string): Promise<Chunk> {
  const db = context.env.DB;
  const [page] = await context.query([
    db
      .prepare("SELECT id FROM variants WHERE id > ?1 AND deleted_at IS NULL ORDER BY id LIMIT ?2")
      .bind(after, chunkSize),
  ]);
  const ids = (page?.results ?? []).map((row) => String(row.id));
  const series = seriesQuery(db, ids, shop.through);
  const sold = series.read(ids.length === 0 ? [] : await context.query(series.statements));
  const histories = [...sold].flatMap(([variantId, days]): SalesHistory[] => {
    const weekly = weeksOf(unitsThrough(days, dayNumber(shop.through)));
    // Nothing sold in all these weeks is no history to speak of.
    return weekly.some((units) => units > 0) ? [{ variantId, weekly }] : [];
  });
  const last = ids.at(-1);
  const more = ids.length === chunkSize && last !== undefined;
  return {
    snapshot: { phase: "trends", shop, histories },
    observed: ids.length,
    next: more ? { phase: "trends", after: last } : { phase: "supplier", at: 0, after: null, page: 0 },
    cursors: more ? {} : { "trends-through": shop.through },
  };
}

/** Daily units with the days since the series' last one, on which nothing was sold. */
function unitsThrough({ firstDay, unitsSold }: DailySeries, through: number): number[] {
  const days = Math.max(0, through - firstDay + 1);
  // One week more than is looked at tells a first sale within the window from an older product.
  const from = Math.max(0, days - (historyWeeks + 1) * 7);
  return Array.from({ length: days - from }, (_, at) => unitsSold[from + at] ?? 0);
}
