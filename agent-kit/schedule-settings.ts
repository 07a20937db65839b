import * as z from "zod";
import type { Schedule } from "#core/agents/schedule.ts";

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day, HH:MM");

function isZone(zone: string): boolean {
  if (zone === "shop") return true;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

/** Part of every agent's settings: which of its ticks become runs. */
export const scheduleSettings = z
  .object({
    every: z.number().int().min(0).max(10_080).default(0).describe("Minutes between runs; 0 runs on every tick"),
    at: z
      .array(timeOfDay)
      .max(24)
      .default([])
      .describe("Times of day at which a run is due; empty for none in particular"),
    timeZone: z
      .string()
      .refine(isZone, "an IANA time zone, or shop")
      .default("shop")
      .describe("IANA time zone, or shop"),
    quietHours: z
      .object({ from: timeOfDay, to: timeOfDay })
      .nullable()
      .default(null)
      .describe("No runs between these times"),
  })
  .prefault({});

/** The schedule within settings, when they have one. */
export function scheduleOf(settings: Record<string, unknown>): Schedule | null {
  const parsed = scheduleSettings.safeParse(settings.schedule ?? {});
  return parsed.success ? parsed.data : null;
}
