/** A calendar day, `YYYY-MM-DD`; sorts as text. */
export type Day = string;

export const dayMs = 86_400_000;

/** Days from 1970-01-01, so that days can be subtracted. @example dayNumber('1970-02-01') // 31 */
export function dayNumber(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / dayMs;
}

/** The inverse of `dayNumber`. @example dayFromNumber(31) // '1970-02-01' */
export function dayFromNumber(number: number): Day {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

/** @example addDays('2026-02-28', 1) // '2026-03-01' */
export function addDays(day: Day, days: number): Day {
  return dayFromNumber(dayNumber(day) + days);
}
