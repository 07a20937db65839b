import type { AppliedAction, Outcome } from "#agent-kit/ledger/measure-outcomes.ts";
import { measuredEffect } from "#core/autonomy/measured-effect.ts";
import { contributionMinor } from "#core/pricing/net-money.ts";
import { dayFromNumber, dayNumber } from "#core/time/day.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { priceSetPayload, priceValue } from "./actions/price-value.ts";

const windowDays = 28;
/** Four weeks after the change, and the day it was made. */
export const measuredAfterMs = (windowDays + 1) * 86_400_000;

interface Window {
  id: string;
  variant: string;
  /** First and last day before the change, first and last after it; the day itself counts for neither. */
  before: [number, number];
  after: [number, number];
}

/**
 * What each price change brought: the variant's daily sales of four weeks before and after, cut where another change of its
 * price falls into them, valued at what a unit left and leaves, beside what the rest of the shop did.
 */
export async function priceOutcomes(
  db: D1Database,
  actions: AppliedAction[],
  { now, shopZone }: { now: number; shopZone: string },
): Promise<Map<string, Outcome>> {
  const { dayOf } = shopCalendar(shopZone);
  const day = (at: number) => dayNumber(dayOf(at));
  const others = await changesOf(db, actions);
  const windows = actions.map(({ id, target, appliedAt }): Window => {
    const changes = (others.get(target) ?? []).filter((at) => at !== appliedAt);
    const at = day(appliedAt);
    const previous = Math.max(...changes.filter((each) => each < appliedAt).map(day), at - windowDays - 1);
    const next = Math.min(...changes.filter((each) => each > appliedAt).map(day), at + windowDays + 1, day(now));
    return { id, variant: target, before: [previous + 1, at - 1], after: [at + 1, next - 1] };
  });
  const { own, shop } = await salesOf(db, windows);
  return new Map(
    actions.map((action, at): [string, Outcome] => {
      const window = windows[at];
      const payload = priceSetPayload.safeParse(action.payload);
      const was = priceValue.safeParse(action.before);
      if (!window || !payload.success || !was.success) return [action.id, { unknown: "payload" }];
      const { costMinor, terms, priceMinor } = payload.data;
      if (costMinor === null) return [action.id, { unknown: "cost" }];
      const sold = own.get(window.id) ?? new Map<number, number>();
      const units = (span: [number, number]) => daysOf(span).map((each) => sold.get(each) ?? 0);
      const rest = (span: [number, number]) =>
        daysOf(span).map((each) => Math.max(0, (shop.get(each) ?? 0) - (sold.get(each) ?? 0)));
      const effect = measuredEffect({
        before: units(window.before),
        after: units(window.after),
        restBefore: rest(window.before),
        restAfter: rest(window.after),
        contributionBeforeMinor: contributionMinor(was.data.priceMinor, costMinor, terms),
        contributionAfterMinor: contributionMinor(priceMinor, costMinor, terms),
      });
      return [action.id, effect ?? { unknown: "too few days or sales" }];
    }),
  );
}

function daysOf([first, last]: [number, number]): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

/** When each target's price was changed by us, undone changes both times. */
async function changesOf(db: D1Database, actions: AppliedAction[]): Promise<Map<string, number[]>> {
  const { results } = await db
    .prepare(
      `SELECT target, json_group_array(applied_at) AS applied, json_group_array(reverted_at) AS reverted FROM actions
       WHERE kind = 'price.set' AND applied_at IS NOT NULL AND target IN (SELECT value FROM json_each(?1)) GROUP BY target`,
    )
    .bind(JSON.stringify(actions.map(({ target }) => target)))
    .all<{ target: string; applied: string; reverted: string }>();
  return new Map(
    results.map(({ target, applied, reverted }) => [
      target,
      [...(JSON.parse(applied) as number[]), ...(JSON.parse(reverted) as (number | null)[])].filter(
        (at) => at !== null,
      ),
    ]),
  );
}

/** Units a day: of each window's variant, and of the whole shop. */
async function salesOf(db: D1Database, windows: Window[]) {
  const firsts = windows.map(({ before, after }) => Math.min(before[0], after[0]));
  const lasts = windows.map(({ before, after }) => Math.max(before[1], after[1]));
  const spans = windows.map(({ id, variant }, at) => ({
    id,
    variant,
    first: dayFromNumber(firsts[at] ?? 0),
    last: dayFromNumber(lasts[at] ?? 0),
  }));
  const [own, shop] = await db.batch<{ id: string; day: string; units: number }>([
    db
      .prepare(
        `SELECT s.value->>'id' AS id, l.day, sum(l.quantity) AS units FROM json_each(?1) AS s
         JOIN order_lines AS l ON l.variant_id = s.value->>'variant' AND l.day BETWEEN s.value->>'first' AND s.value->>'last'
         GROUP BY s.value->>'id', l.day`,
      )
      .bind(JSON.stringify(spans)),
    db
      .prepare("SELECT '' AS id, day, sum(quantity) AS units FROM order_lines WHERE day BETWEEN ?1 AND ?2 GROUP BY day")
      .bind(dayFromNumber(Math.min(...firsts)), dayFromNumber(Math.max(...lasts))),
  ]);
  const byId = new Map<string, Map<number, number>>();
  for (const { id, day, units } of own?.results ?? []) {
    const held = byId.get(id) ?? new Map<number, number>();
    byId.set(id, held.set(dayNumber(day), units));
  }
  return { own: byId, shop: new Map((shop?.results ?? []).map(({ day, units }) => [dayNumber(day), units])) };
}
