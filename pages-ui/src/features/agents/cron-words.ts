import { clock } from "../../lib/format/time.ts";

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** A cron in words where it has plain ones, else the cron itself. @example cronInWords("5 *\/2 * * *") // "every 2 hours at :05" */
export function cronInWords(cron: string): string {
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = cron.trim().split(/\s+/);
  const step = (field: string) => /^\*\/(\d+)$/.exec(field)?.[1];
  const at = (field: string) => (/^\d+$/.test(field) ? field.padStart(2, "0") : null);
  const unlimited = day === "*" && month === "*";
  if (unlimited && weekday === "*" && hour === "*") {
    if (minute === "*") return "every minute";
    if (step(minute)) return `every ${step(minute)} minutes`;
    if (at(minute)) return `every hour at :${at(minute)}`;
  }
  if (unlimited && weekday === "*" && step(hour) && at(minute)) return `every ${step(hour)} hours at :${at(minute)}`;
  if (unlimited && at(hour) && at(minute)) {
    const time = `${at(hour)}:${at(minute)} UTC`;
    if (weekday === "*") return `daily at ${time}`;
    const name = days.find((each) => each.slice(0, 3).toLowerCase() === weekday.toLowerCase());
    if (name) return `${name}s at ${time}`;
  }
  return cron;
}

/** Whether a time's part is named by a cron field: `*`, `5`, `1-4`, `a,b`, each with an optional `/step`. */
function names(field: string, value: number, lowest: number): boolean {
  return field.split(",").some((part) => {
    const [range = "*", stepText] = part.split("/");
    const step = stepText === undefined ? 1 : Number(stepText);
    const [from, to] = bounds(range, lowest, stepText !== undefined);
    return value >= from && value <= to && (value - from) % step === 0;
  });
}

function bounds(range: string, lowest: number, stepped: boolean): [number, number] {
  if (range === "*") return [lowest, Number.POSITIVE_INFINITY];
  const [from = "", to] = range.split("-");
  const start = weekdayNumber(from);
  if (to !== undefined) return [start, weekdayNumber(to)];
  return [start, stepped ? Number.POSITIVE_INFINITY : start];
}

function weekdayNumber(text: string): number {
  const index = days.findIndex((day) => day.slice(0, 3).toLowerCase() === text.toLowerCase());
  return index >= 0 ? index : Number(text);
}

const minuteMs = 60_000;
const furthestMs = 8 * 24 * 60 * minuteMs;

/** The next `count` moments of a UTC cron after `from` (ms), looking at most eight days ahead. */
export function nextTicks(cron: string, from: number, count: number): number[] {
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*"] = cron.trim().split(/\s+/);
  const found: number[] = [];
  let at = Math.floor(from / minuteMs) * minuteMs + minuteMs;
  for (; found.length < count && at < from + furthestMs; at += minuteMs) {
    const date = new Date(at);
    if (
      names(minute, date.getUTCMinutes(), 0) &&
      names(hour, date.getUTCHours(), 0) &&
      names(day, date.getUTCDate(), 1) &&
      names(month, date.getUTCMonth() + 1, 1) &&
      names(weekday, date.getUTCDay(), 0)
    )
      found.push(at);
  }
  return found;
}

/** Several moments of a day on one line. */
export function clocks(times: readonly number[], zone: string): string {
  return times.map((at) => clock(at, zone)).join(", ");
}
