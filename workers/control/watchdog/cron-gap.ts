import { parseCron, timesBetween } from "#core/agents/cron.ts";

const weekMs = 7 * 86_400_000;

/** The longest wait in ms between two times of a cron (UTC) within the week after `now`; null when it fires less than twice a week or cannot be read. */
export function longestGapMs(text: string, now: number): number | null {
  const cron = parseCron(text);
  if (!cron) return null;
  const times = timesBetween(cron, now, now + weekMs);
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time));
  return gaps.length === 0 ? null : gaps.reduce((longest, gap) => Math.max(longest, gap));
}
