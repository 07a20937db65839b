import { seriesQuery } from "#agent-kit/mirror/series.ts";
import type { DailySeries } from "#core/series/daily-series.ts";
import { type Day, dayNumber } from "#core/time/day.ts";
import type { Chunk, Context } from "./observe.ts";
import type { SalesHistory, ShopTerms } from "./snapshot.ts";
import { historyWeeks, weeksOf } from "./trend.ts";

/** Variants of one chunk: bounded by count, each chunk one invocation. */
const chunkSize = 1_000;

export async function observeTrends(context: Context, shop: ShopTerms, after: string): Promise<Chunk> {
  const { histories, observed, last } = await readHistories(context, shop.through, after);
  return {
    snapshot: { phase: "trends", shop, histories },
    observed,
    next: last !== null ? { phase: "trends", after: last } : { phase: "supplier", at: 0, after: null, page: 0 },
    cursors: last !== null ? {} : { "trends-through": shop.through },
  };
}

/** Weekly sales of the next variants through a closed day; `last` is where the next ones begin, null after all of them. */
export async function readHistories(
  { env, query }: Pick<Context, "env" | "query">,
  through: Day,
  after: string,
  /** What was deleted later than this instant (ms) was still there. */
  at: number = Number.MAX_SAFE_INTEGER,
): Promise<{ histories: SalesHistory[]; observed: number; last: string | null }> {
  const db = env.DB;
  const [page] = await query([
    db
      .prepare("SELECT id FROM variants WHERE id > ?1 AND (deleted_at IS NULL OR deleted_at > ?3) ORDER BY id LIMIT ?2")
      .bind(after, chunkSize, at),
  ]);
  const ids = (page?.results ?? []).map((row) => String(row.id));
  const series = seriesQuery(db, ids, through);
  const sold = series.read(ids.length === 0 ? [] : await query(series.statements));
  const histories = [...sold].flatMap(([variantId, days]): SalesHistory[] => {
    const weekly = weeksOf(unitsThrough(days, dayNumber(through)));
    // Nothing sold in all these weeks is no history to speak of.
    return weekly.some((units) => units > 0) ? [{ variantId, weekly }] : [];
  });
  const last = ids.at(-1);
  return { histories, observed: ids.length, last: ids.length === chunkSize && last !== undefined ? last : null };
}

/** Daily units with the days since the series' last one, on which nothing was sold. */
function unitsThrough({ firstDay, unitsSold }: DailySeries, through: number): number[] {
  const days = Math.max(0, through - firstDay + 1);
  // One week more than is looked at tells a first sale within the window from an older product.
  const from = Math.max(0, days - (historyWeeks + 1) * 7);
  return Array.from({ length: days - from }, (_, at) => unitsSold[from + at] ?? 0);
}
