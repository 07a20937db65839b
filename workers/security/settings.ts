import * as z from "zod";
import { scheduleSettings } from "#agent-kit/schedule-settings.ts";

export const securitySettings = z.object({ schedule: scheduleSettings });
export type SecuritySettings = z.infer<typeof securitySettings>;
