import { dayFromNumber, dayNumber } from "#core/time/day.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";

/** Days before a shown reduction whose lowest price it is measured by. */
export const lowDays = 30;

/** Lowest price of a variant over those days, today's included, minor units; null when none is known. */
export async function lowestPrice(db: D1Database, variantId: string, now: number): Promise<number | null> {
  const shop = await db.prepare("SELECT time_zone AS zone FROM shop LIMIT 1").first<{ zone: string }>();
  const today = dayNumber(shopCalendar(shop?.zone ?? "UTC").dayOf(now));
  const found = await db
    .prepare("SELECT min(low_minor) AS low FROM variant_days WHERE variant_id = ?1 AND day >= ?2")
    .bind(variantId, dayFromNumber(today - lowDays))
    .first<{ low: number | null }>();
  return found?.low ?? null;
}
