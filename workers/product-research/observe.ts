import type { Observation, RunContext } from "#agent-kit/definition.ts";
import { addDays, type Day } from "#core/time/day.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import type { Clients } from "./clients.ts";
import { observeConclusion } from "./observe-conclusion.ts";
import { observeSupplier } from "./observe-supplier.ts";
import { observeTrends } from "./observe-trends.ts";
import type { ProductResearchSettings } from "./settings.ts";
import type { ResearchSnapshot, ShopTerms } from "./snapshot.ts";

export type Context = RunContext<ProductResearchSettings, Clients>;

/** Where the run's next chunk begins: own sales by variant id, then supplier by supplier and page by page, then all of it. */
export type Place =
  | { phase: "trends"; after: string }
  | { phase: "supplier"; at: number; after: string | null; page: number }
  | { phase: "conclude" };

export type Chunk = Omit<Observation<ResearchSnapshot>, "more" | "cursors"> & {
  next: Place | null;
  cursors?: Record<string, string>;
};

const start: Place = { phase: "trends", after: "" };

export async function observe(context: Context): Promise<Observation<ResearchSnapshot>> {
  const { now, chunk } = context;
  const day = shopCalendar(context.shopZone).dayOf(now);
  const shop = await readShop(context, day, now);
  const held = chunk === 0 ? null : context.cursor("place");
  const place = held ? (JSON.parse(held) as Place) : start;
  const { next, cursors, ...seen } = await look(context, shop, place);
  return {
    ...seen,
    more: next !== null,
    cursors: { ...cursors, place: JSON.stringify(next ?? start) },
  };
}

/** The shop's terms as they stood at an instant; discounts are those of the ninety days before it. */
export async function readShop(
  { env, query }: Pick<Context, "env" | "query">,
  day: Day,
  at: number,
): Promise<ShopTerms> {
  const [shopRow, discounts] = await query([
    env.DB.prepare("SELECT currency, taxes_included, sandbox FROM shop LIMIT 1"),
    env.DB.prepare(
      `SELECT coalesce(sum(discount_minor) * 1.0 / nullif(sum(total_minor + discount_minor), 0), 0) AS share FROM orders
       WHERE processed_at >= ?1 AND processed_at < ?2`,
    ).bind(at - 90 * 86_400_000, at),
  ]);
  return {
    currency: String(shopRow?.results[0]?.currency ?? ""),
    taxesIncluded: Number(shopRow?.results[0]?.taxes_included ?? 0) === 1,
    sandbox: Number(shopRow?.results[0]?.sandbox ?? 0) === 1,
    discountShare: Number(discounts?.results[0]?.share ?? 0),
    day,
    through: addDays(day, -1),
  };
}

function look(context: Context, shop: ShopTerms, place: Place): Promise<Chunk> {
  // Closed days do not change within the day: what was counted once is not counted again.
  const counted = context.cursor("trends-through") === shop.through;
  if (place.phase === "trends" && !counted) return observeTrends(context, shop, place.after);
  const at = place.phase === "trends" ? { at: 0, after: null, page: 0 } : place.phase === "supplier" ? place : null;
  const configured = context.clients.suppliers().flatMap(({ port }) => (port ? [port] : []));
  const port = at ? configured[at.at] : undefined;
  return at && port ? observeSupplier(context, shop, port, at) : observeConclusion(context, shop);
}
