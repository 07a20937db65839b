interface Field {
  from: number;
  to: number;
  names?: readonly string[];
}

const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const fields: readonly [Field, Field, Field, Field, Field] = [
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31 },
  { from: 1, to: 12 },
  { from: 0, to: 6, names: days },
];
const minuteMs = 60_000;
const weekMinutes = 7 * 24 * 60;

/**
 * The longest wait in ms between two times of a five-field cron (UTC) within the week after `now`; null when it fires less
 * than twice a week or cannot be read. Enough for a heartbeat, and a twentieth of a cron library.
 */
export function longestGapMs(cron: string, now: number): number | null {
  const parts = cron.trim().toLowerCase().split(/\s+/);
  if (parts.length !== 5) return null;
  const allowed = fields.map((field, at) => valuesOf(parts[at] ?? "", field));
  if (allowed.some((values) => values === null)) return null;
  const matches = (at: number) => {
    const time = new Date(at);
    const is = [time.getUTCMinutes(), time.getUTCHours(), time.getUTCDate(), time.getUTCMonth() + 1, time.getUTCDay()];
    return is.every((value, field) => allowed[field]?.has(value));
  };
  const start = Math.ceil(now / minuteMs) * minuteMs;
  let last: number | null = null;
  let longest: number | null = null;
  for (let minute = 0; minute < weekMinutes; minute++) {
    const at = start + minute * minuteMs;
    if (!matches(at)) continue;
    if (last !== null) longest = Math.max(longest ?? 0, at - last);
    last = at;
  }
  return longest;
}

function valuesOf(text: string, { from, to, names }: Field): Set<number> | null {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    const [low = "", high] = range === "*" ? [String(from), String(to)] : range.split("-");
    const first = numberOf(low, names);
    const last = high === undefined ? (part.includes("/") ? to : first) : numberOf(high, names);
    const every = Number(step);
    if (!(first >= from && last <= to && first <= last && every >= 1)) return null;
    for (let value = first; value <= last; value += every) values.add(value);
  }
  return values;
}

function numberOf(text: string, names?: readonly string[]): number {
  const named = names?.indexOf(text) ?? -1;
  return named >= 0 ? named : /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
