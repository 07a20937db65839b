const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** The wall clock of a zone at an instant, written as if it were UTC, in milliseconds. */
export function wallClockMs(instantMs: number, timeZone: string): number {
  const parts = Object.fromEntries(
    zoneFormat(timeZone)
      .formatToParts(instantMs)
      .map((part) => [part.type, part.value]),
  );
  return Date.UTC(
    Number(parts.year),
    Number(parts.month) - 1,
    Number(parts.day),
    Number(parts.hour),
    Number(parts.minute),
  );
}

/** A converter from wall-clock milliseconds to instants; it looks a zone's offset up once per day, at that day's noon. */
export function wallClockReader(timeZone: string): (wallMs: number) => number {
  const offsets = new Map<number, number>();
  return (wallMs) => {
    const day = Math.floor(wallMs / DAY_MS);
    let offsetMs = offsets.get(day);
    if (offsetMs === undefined) {
      const noonMs = day * DAY_MS + DAY_MS / 2;
      offsetMs = wallClockMs(noonMs, timeZone) - noonMs;
      offsets.set(day, offsetMs);
    }
    return wallMs - offsetMs;
  };
}

/**
 * Whole weeks, in days, to add to a history so that it ends at least eight weeks after today: weekdays stay weekdays,
 * and eight weeks are still to come.
 */
export function shiftDays(lastWallMs: number, todayWallMs: number): number {
  const lastDay = Math.floor(lastWallMs / DAY_MS);
  const wanted = Math.floor(todayWallMs / DAY_MS) + 56;
  return Math.ceil((wanted - lastDay) / 7) * 7;
}
