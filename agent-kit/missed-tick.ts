import { nextTime, parseCron, previousTime } from "#core/agents/cron.ts";

const graceMs = 90_000;

/** The newest cron time (UTC) at least 90 s ago that has no tick yet; null when the cron keeps up. */
export function missedTick(pattern: string, lastTickFor: number | null, now: number): number | null {
  const cron = parseCron(pattern);
  const last = cron && previousTime(cron, now - graceMs);
  if (last === null) return null;
  return lastTickFor !== null && lastTickFor >= last ? null : last;
}

/** The cron's next time (ms) after `now`; null when it never comes. */
export function nextTick(pattern: string, now: number): number | null {
  const cron = parseCron(pattern);
  return cron && nextTime(cron, now);
}
