import * as z from "zod/mini";
import { scheduleSettings } from "#agent-kit/schedule-settings.ts";
import { alertSettings } from "./alerts/settings.ts";
import { fraudSettings } from "./fraud/settings.ts";

export const securitySettings = z.object({
  schedule: scheduleSettings,
  fraud: z.prefault(fraudSettings, {}),
  alerts: alertSettings,
});
export type SecuritySettings = z.infer<typeof securitySettings>;
