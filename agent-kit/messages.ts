import * as z from "zod";

/** What the agent's own queues carry. Every message has a row first (a tick, an action), so a lost one can be sent again. */
export const runMessage = z.object({
  queue: z.string(),
  tickId: z.string(),
  trigger: z.enum(["cron", "manual", "wake", "catch-up", "replay", "continuation"]),
  scheduledFor: z.number(),
  runId: z.string().optional(),
  chunk: z.number().int().optional(),
  replayOf: z.string().nullish(),
});
export type RunMessage = z.infer<typeof runMessage>;

export const actionMessage = z.object({ queue: z.string(), actionId: z.string() });
export type ActionMessage = z.infer<typeof actionMessage>;
