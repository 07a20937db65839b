import { type Day, dayFromNumber, dayMs, dayNumber } from "./day.ts";

/** Calendar days as the shop's wall clock counts them. */
export interface ShopCalendar {
  readonly timeZone: string;
  /** The day on the wall at an instant (epoch ms). */
  dayOf(instantMs: number): Day;
  /** The first instant (epoch ms) of a day; a day the zone skipped begins where the next one does. */
  startOf(day: Day): number;
  /** Length of a day in ms: 23, 24 or 25 hours in most zones. */
  lengthOf(day: Day): number;
  /** Wall clock minus UTC at an instant, in ms. */
  offsetAt(instantMs: number): number;
}

/** Every zone change of the last half century happened on a quarter of an hour in UTC. */
const quarterMs = 900_000;
/** Wall clocks lie between UTC-12 and UTC+14. */
const widestOffsetMs = 15 * 3_600_000;

/**
 * Reads the zone's rules from Intl once per quarter-hour and remembers them. Throws RangeError for a zone Intl does not know.
 * @example shopCalendar('Europe/London').dayOf(Date.parse('2026-07-01T23:30:00Z')) // '2026-07-02'
 */
export function shopCalendar(timeZone: string): ShopCalendar {
  const wall = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsets = new Map<number, number>();

  function offsetAt(instantMs: number): number {
    const quarter = Math.floor(instantMs / quarterMs);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const at = new Map(wall.formatToParts(quarter * quarterMs).map(({ type, value }) => [type, Number(value)]));
    const read = (part: Intl.DateTimeFormatPartTypes) => at.get(part) ?? 0;
    const shown = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"), read("second"));
    const offset = shown - quarter * quarterMs;
    offsets.set(quarter, offset);
    return offset;
  }

  const numberOf = (instantMs: number) => Math.floor((instantMs + offsetAt(instantMs)) / dayMs);

  function startOf(day: Day): number {
    const number = dayNumber(day);
    let before = Math.floor((number * dayMs - widestOffsetMs) / quarterMs);
    let after = Math.ceil((number * dayMs + widestOffsetMs) / quarterMs);
    while (after - before > 1) {
      const middle = (before + after) >> 1;
      if (numberOf(middle * quarterMs) >= number) after = middle;
      else before = middle;
    }
    return after * quarterMs;
  }

  return {
    timeZone,
    offsetAt,
    dayOf: (instantMs) => dayFromNumber(numberOf(instantMs)),
    startOf,
    lengthOf: (day) => startOf(dayFromNumber(dayNumber(day) + 1)) - startOf(day),
  };
}
