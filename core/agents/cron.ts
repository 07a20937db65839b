/** When a text of five fields (minute, hour, day, month, weekday) says yes; all in UTC. */
export interface Cron {
  /** Its times of a day, ms from midnight, in order. */
  times: readonly number[];
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  weekdays: ReadonlySet<number>;
  /** With both a day and a weekday given, either will do, as cron has it since Vixie's. */
  eitherDay: boolean;
}

const monthNames = ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const dayMs = 86_400_000;
/** The longest wait of a cron that fires at all: 29 February across a century that has none. */
const longestDays = 8 * 366 + 1;

/** Null when the text is not a cron of five fields. Steps, ranges, lists and names of months and weekdays are understood. */
export function parseCron(text: string): Cron | null {
  const parts = text.trim().toLowerCase().split(/\s+/);
  if (parts.length !== 5) return null;
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = parts;
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const days = valuesOf(day, 1, 31);
  const months = valuesOf(month, 1, 12, monthNames);
  const weekdays = valuesOf(weekday, 0, 6, weekdayNames);
  if (!minutes || !hours || !days || !months || !weekdays) return null;
  return { times: timesOfDay(hours, minutes), days, months, weekdays, eitherDay: day !== "*" && weekday !== "*" };
}

/** The first time after `after` (ms), null when there is none. */
export function nextTime(cron: Cron, after: number): number | null {
  const first = startOfDay(after);
  for (let ahead = 0; ahead < longestDays; ahead++) {
    const day = first + ahead * dayMs;
    if (!isDay(cron, day)) continue;
    const time = cron.times.find((each) => day + each > after);
    if (time !== undefined) return day + time;
  }
  return null;
}

/** The last time before `before` (ms), null when there is none. */
export function previousTime(cron: Cron, before: number): number | null {
  const last = startOfDay(before);
  for (let back = 0; back < longestDays; back++) {
    const day = last - back * dayMs;
    if (!isDay(cron, day)) continue;
    const time = cron.times.findLast((each) => day + each < before);
    if (time !== undefined) return day + time;
  }
  return null;
}

/** All times from `from` on and before `to` (ms). */
export function timesBetween(cron: Cron, from: number, to: number): number[] {
  const found: number[] = [];
  for (let day = startOfDay(from); day < to; day += dayMs)
    if (isDay(cron, day))
      for (const time of cron.times) if (day + time >= from && day + time < to) found.push(day + time);
  return found;
}

function startOfDay(at: number): number {
  return Math.floor(at / dayMs) * dayMs;
}

function timesOfDay(hours: ReadonlySet<number>, minutes: ReadonlySet<number>): number[] {
  const ordered = (values: ReadonlySet<number>) => [...values].sort((a, b) => a - b);
  return ordered(hours).flatMap((hour) => ordered(minutes).map((minute) => (hour * 60 + minute) * 60_000));
}

function isDay(cron: Cron, midnight: number): boolean {
  const date = new Date(midnight);
  if (!cron.months.has(date.getUTCMonth() + 1)) return false;
  const day = cron.days.has(date.getUTCDate());
  const weekday = cron.weekdays.has(date.getUTCDay());
  return cron.eitherDay ? day || weekday : day && weekday;
}

function valuesOf(text: string, from: number, to: number, names?: readonly string[]): Set<number> | null {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    const [low = "", high] = range === "*" ? [String(from), String(to)] : range.split("-");
    const first = numberOf(low, names);
    const last = high === undefined ? (part.includes("/") ? to : first) : numberOf(high, names);
    const every = Number(step);
    if (!(first >= from && last <= to && first <= last && Number.isInteger(every) && every >= 1)) return null;
    for (let value = first; value <= last; value += every) values.add(value);
  }
  return values;
}

function numberOf(text: string, names?: readonly string[]): number {
  const named = text === "" ? -1 : (names?.indexOf(text) ?? -1);
  return named >= 0 ? named : /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
