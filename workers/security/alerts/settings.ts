import * as z from "zod/mini";

const timeOfDay = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day, HH:MM"));

/** Part of the security agent's settings: when and how people are told. */
export const alertSettings = z.prefault(
  z.object({
    quietHours: z
      ._default(z.nullable(z.object({ from: timeOfDay, to: timeOfDay })), { from: "22:00", to: "07:00" })
      .check(z.describe("Only critical alerts are sent between these times, in the shop's zone")),
    pages: z
      ._default(z.enum(["critical", "warning"]), "critical")
      .check(z.describe("From which level on PagerDuty is told")),
  }),
  {},
);
export type AlertSettings = z.infer<typeof alertSettings>;

const held = z.object({ alerts: alertSettings });

/** The newest settings, and the shop's zone and domain; defaults where nothing was set or it cannot be read. */
export async function readAlertSettings(db: D1Database): Promise<{ settings: AlertSettings; shopZone: string }> {
  const [settings, shop] = await db.batch<Record<string, unknown>>([
    db.prepare("SELECT document FROM settings WHERE agent = 'security' ORDER BY version DESC LIMIT 1"),
    db.prepare("SELECT time_zone FROM shop LIMIT 1"),
  ]);
  const document: unknown = JSON.parse(String(settings?.results[0]?.document ?? "{}"));
  return {
    settings: held.safeParse(document).data?.alerts ?? alertSettings.parse({}),
    shopZone: String(shop?.results[0]?.time_zone ?? "UTC"),
  };
}
