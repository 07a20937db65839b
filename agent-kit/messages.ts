import * as z from "zod/mini";

/** What the agent's own queues carry. Every message has a row first (a tick, an action), so a lost one can be sent again. */
export const runMessage = z.object({
  queue: z.string(),
  tickId: z.string(),
  trigger: z.enum(["cron", "manual", "wake", "catch-up", "replay", "continuation"]),
  scheduledFor: z.number(),
  runId: z.optional(z.string()),
  chunk: z.optional(z.int()),
  replayOf: z.nullish(z.string()),
  traceparent: z.optional(z.string().check(z.maxLength(200))),
  /** A chunk of a backtest instead of a run; `step` is how many were committed before it. */
  backtest: z.optional(z.object({ id: z.string(), step: z.int() })),
});
export type RunMessage = z.infer<typeof runMessage>;

export const actionMessage = z.object({
  queue: z.string(),
  actionId: z.string(),
  traceparent: z.optional(z.string().check(z.maxLength(200))),
});
export type ActionMessage = z.infer<typeof actionMessage>;

/** Each message with its parsed body; one that cannot be read is logged and acknowledged: trying again would not help. */
export function parseEach<T>(batch: MessageBatch, schema: z.ZodMiniType<T>): { message: Message; body: T }[] {
  return batch.messages.flatMap((message) => {
    const parsed = schema.safeParse(message.body);
    if (parsed.success) return [{ message, body: parsed.data }];
    console.error(
      JSON.stringify({
        level: "error",
        message: "unreadable message",
        queue: batch.queue,
        issues: parsed.error.issues,
      }),
    );
    message.ack();
    return [];
  });
}
