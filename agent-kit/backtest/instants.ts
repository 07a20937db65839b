import { shopCalendar } from "#core/time/shop-calendar.ts";

export const weekMs = 7 * 86_400_000;
const mostWeeks = 104;
const usualWeeks = 52;

export interface RangeAsk {
  /** Shop-zone days, both included. */
  from?: string;
  to?: string;
  /** The first day with an order; null in a shop without one. */
  firstDay: string | null;
  shopZone: string;
  now: number;
}

export type Range = { ok: true; newest: number; live: boolean; weeks: number } | { ok: false; why: string };

/** The instants of a backtest: the newest one, and so many in all, each a week before the last, none before the first order. */
export function rangeOf({ from, to, firstDay, shopZone, now }: RangeAsk): Range {
  const calendar = shopCalendar(shopZone);
  const oldest = firstDay === null ? now : calendar.startOf(firstDay);
  const end = to === undefined ? now : calendar.startOf(to) + calendar.lengthOf(to);
  const newest = Math.min(now, end);
  const start = from === undefined ? Math.max(oldest, newest - usualWeeks * weekMs) : calendar.startOf(from);
  if (start > newest) return { ok: false, why: "The range begins after it ends, or lies in the future." };
  const weeks = Math.floor((newest - Math.max(start, oldest)) / weekMs) + 1;
  if (newest < oldest) return { ok: false, why: `Nothing was sold before ${firstDay}: there is no past to look at.` };
  if (weeks > mostWeeks)
    return { ok: false, why: `The range holds ${weeks} weeks; at most ${mostWeeks} are looked at.` };
  return { ok: true, newest, live: newest === now, weeks };
}

export function instantOf(newest: number, week: number): number {
  return newest - week * weekMs;
}
