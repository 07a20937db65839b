import { nbsp } from "./number.ts";

const locale = "en-GB";
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options });
    formats.set(key, known);
  }
  return known;
}

/** @example clock(at, "Europe/London") // "11:05" */
export function clock(at: number, zone: string): string {
  return format(zone, { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** Time today, else the day before it: short enough for a column. */
export function when(at: number, now: number, zone: string): string {
  const day = format(zone, { year: "numeric", month: "2-digit", day: "2-digit" });
  if (day.format(at) === day.format(now)) return clock(at, zone);
  if (Math.abs(now - at) < 300 * dayMs)
    return `${format(zone, { day: "numeric", month: "short" }).format(at)} ${clock(at, zone)}`;
  return format(zone, { day: "numeric", month: "short", year: "numeric" }).format(at);
}

/** A calendar day as people write it. @example dayText("2026-01-21") // "21 Jan 2026" */
export function dayText(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : format("UTC", { day: "numeric", month: "short", year: "numeric" }).format(at);
}

/** The whole truth, for a title: shop time with its zone, then UTC. */
export function exactly(at: number, zone: string): string {
  const local = format(zone, { dateStyle: "full", timeStyle: "medium" }).format(at);
  return `${local} (${zone}) · ${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** @example duration(95_000) // "2 min" */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1000) return `${Math.round(size)}${nbsp}ms`;
  if (size < 10_000) return `${(size / 1000).toFixed(1)}${nbsp}s`;
  if (size < minuteMs) return `${Math.round(size / 1000)}${nbsp}s`;
  if (size < hourMs) return `${Math.round(size / minuteMs)}${nbsp}min`;
  if (size < 2 * dayMs) return `${Math.round(size / hourMs)}${nbsp}h`;
  return `${Math.round(size / dayMs)}${nbsp}days`;
}

/** How long ago in whole units; "just now" below five seconds. */
export function ago(at: number, now: number): string {
  const age = now - at;
  if (age < 5000) return "just now";
  return `${age < minuteMs ? `${Math.round(age / 1000)}${nbsp}s` : duration(age)} ago`;
}

/** @example until(now + 240_000, now) // "in 4 min" */
export function until(at: number, now: number): string {
  if (at <= now) return "now";
  const left = at - now;
  return `in ${left < minuteMs ? `${Math.ceil(left / 1000)}${nbsp}s` : duration(left)}`;
}

/** The first moment of the zone's day before `now`'s. */
export function startOfYesterday(now: number, zone: string): number {
  const parts = format(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).formatToParts(now);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  const intoDay = (part("hour") * 60 + part("minute")) * minuteMs + part("second") * 1000 + (now % 1000);
  return now - intoDay - dayMs;
}
