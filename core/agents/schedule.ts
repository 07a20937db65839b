/** When an agent's ticks may become runs. Every time is the shop's own; `every` in minutes, 0 = each tick. */
export interface Schedule {
  every: number;
  /** Shop-zone times of day, "HH:MM"; when given, a tick is due only if one of them has passed since the last run. */
  at: string[];
  /** IANA zone, or "shop". */
  timeZone: string;
  quietHours: { from: string; to: string } | null;
}

export const everyTick: Schedule = { every: 0, at: [], timeZone: "shop", quietHours: null };

/** Crons fire within seconds of their minute; a tick this early still counts as on time. */
const toleranceMs = 30_000;

/** Null when a tick scheduled for `tickAt` (ms) is due, else why not. `lastAt` is the tick the last run was for. */
export function notDue(schedule: Schedule, tickAt: number, lastAt: number | null, shopZone: string): string | null {
  const zone = schedule.timeZone === "shop" ? shopZone : schedule.timeZone;
  const minute = minuteOfDay(tickAt, zone);
  const quiet = schedule.quietHours;
  if (quiet && within(minute, parseMinute(quiet.from), parseMinute(quiet.to)))
    return `quiet hours ${quiet.from}–${quiet.to} (${zone})`;
  if (lastAt === null) return null;
  if (schedule.at.length > 0) {
    const elapsed = Math.floor((tickAt - lastAt) / 60_000);
    const passed = schedule.at.some((at) => (minute - parseMinute(at) + 1440) % 1440 < elapsed);
    return passed ? null : `runs at ${schedule.at.join(", ")} (${zone})`;
  }
  if (schedule.every > 0 && tickAt - lastAt < schedule.every * 60_000 - toleranceMs)
    return `runs every ${schedule.every} minutes`;
  return null;
}

function within(minute: number, from: number, to: number): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

function parseMinute(time: string): number {
  const [hour = "0", minute = "0"] = time.split(":");
  return Number(hour) * 60 + Number(minute);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function minuteOfDay(at: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    formats.set(zone, format);
  }
  return parseMinute(format.format(at));
}
