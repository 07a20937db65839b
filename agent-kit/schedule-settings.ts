import * as z from "zod/mini";
import type { Schedule } from "#core/agents/schedule.ts";

const timeOfDay = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day, HH:MM"));

function isZone(zone: string): boolean {
  if (zone === "shop") return true;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

/** Part of every agent's settings: which of its ticks become runs. */
export const scheduleSettings = z.prefault(
  z.object({
    every: z
      ._default(z.int().check(z.gte(0), z.lte(10_080)), 0)
      .check(z.describe("Minutes between runs; 0 runs on every tick")),
    at: z
      ._default(z.array(timeOfDay).check(z.maxLength(24)), [])
      .check(z.describe("Times of day at which a run is due; empty for none in particular")),
    timeZone: z
      ._default(z.string().check(z.refine(isZone, "an IANA time zone, or shop")), "shop")
      .check(z.describe("IANA time zone, or shop")),
    quietHours: z
      ._default(z.nullable(z.object({ from: timeOfDay, to: timeOfDay })), null)
      .check(z.describe("No runs between these times")),
  }),
  {},
);

/** The schedule within settings, when they have one. */
export function scheduleOf(settings: Record<string, unknown>): Schedule | null {
  const parsed = scheduleSettings.safeParse(settings.schedule ?? {});
  return parsed.success ? parsed.data : null;
}
