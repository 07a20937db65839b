/** Milliseconds of a wall-clock time ("2026-11-23T09:00") in a zone, or null when it is no time; of an hour that comes twice, the first. */
export function instantIn(zone: string, wall: string): number | null {
  const asUtc = Date.parse(`${wall}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(wall) || Number.isNaN(asUtc)) return null;
  // Two rounds settle it, also beside a change of the clocks.
  const first = asUtc - offsetAt(zone, asUtc);
  return asUtc - offsetAt(zone, Math.min(first, asUtc - offsetAt(zone, first)));
}

/** The wall-clock time of a moment, as an input of the type datetime-local takes it. */
export function wallIn(zone: string, at: number): string {
  return new Date(at + offsetAt(zone, at)).toISOString().slice(0, 16);
}

function offsetAt(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(at / 1000) * 1000;
}
