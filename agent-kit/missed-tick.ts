import { Cron } from "croner";

const graceMs = 90_000;

/** The newest cron time (UTC) at least 90 s ago that has no tick yet; null when the cron keeps up. */
export function missedTick(pattern: string, lastTickFor: number | null, now: number): number | null {
  const last = new Cron(pattern, { timezone: "UTC" }).previousRuns(1, new Date(now - graceMs))[0];
  if (!last) return null;
  return lastTickFor !== null && lastTickFor >= last.getTime() ? null : last.getTime();
}

/** The next `count` times (ms) after `now`. */
export function nextTicks(pattern: string, now: number, count: number): number[] {
  return new Cron(pattern, { timezone: "UTC" }).nextRuns(count, new Date(now)).map((at) => at.getTime());
}
