import * as z from "zod/mini";
import type { Logger } from "#agent-kit/log.ts";

const named = z.looseObject({ queue: z.string().check(z.maxLength(80)) });
const longestBody = 20_000;

/** Keeps what a queue gave up on. What it was about has a row of its own, which the sweep takes up again. */
export async function keepDeadLetters(db: D1Database, batch: MessageBatch, now: number, log: Logger): Promise<void> {
  await db.batch(
    batch.messages.map((message) => {
      // A dead letter does not say which queue it came from, so every message carries the name itself.
      const queue = named.safeParse(message.body).data?.queue ?? "unknown";
      log.error("dead-letter", { queue, message: message.id });
      return db
        .prepare("INSERT INTO dead_letters (id, queue, body, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING")
        .bind(message.id, queue, (JSON.stringify(message.body) ?? "null").slice(0, longestBody), now);
    }),
  );
  batch.ackAll();
}
