import { liveFeed } from "#durable-objects/client.ts";
import type { AgentEnv } from "./agent-env.ts";
import type { Clock } from "./clock.ts";
import type { AnyAgent } from "./definition.ts";
import { toKitError } from "./errors.ts";
import { fallBackAfterHarm } from "./ledger/fall-back.ts";
import { workAction } from "./ledger/work-action.ts";
import { workerLog } from "./log.ts";
import type { ActionMessage } from "./messages.ts";
import type { Report } from "./report.ts";
import { childOf, newTrace, readTraceparent } from "./trace.ts";
import { benchFor } from "./work-context.ts";

/** The time one try of one action has, its guard included. */
export const actionTimeoutMs = 90_000;
/** Ends that may have brought to light that a kind should not act by itself. */
const badEnds = new Set(["failed", "dead", "unknown"]);

/**
 * Works one action after another. A message is always acknowledged: the row holds what is to be done and when, and the
 * sweep sends it again; the queue only delivers.
 */
export async function workMessages(
  definition: AnyAgent,
  env: AgentEnv,
  time: Clock,
  messages: { message: Message; body: ActionMessage }[],
  report: Report,
): Promise<void> {
  for (const { message, body } of messages) {
    const ids = { agent: definition.id, action: body.actionId };
    const parent = readTraceparent(body.traceparent);
    const trace = parent ? childOf(parent) : newTrace();
    const log = workerLog(env, { ...ids, trace: trace.traceId }, time.now);
    const bench = benchFor(definition, env, time, log, actionTimeoutMs);
    try {
      const clients = await definition.initialize(bench);
      const context = { ...bench, clients, now: time.now() };
      const worked = await workAction({
        db: env.DB,
        context,
        bench,
        actionId: body.actionId,
        claimToken: crypto.randomUUID(),
        kinds: definition.actions,
      });
      log.info("action worked", { ...worked });
      if (worked.done && badEnds.has(worked.status)) await fallBackAfterHarm(env.DB, time.now());
      if (worked.done)
        await liveFeed(env).publish({
          topic: "action",
          at: time.now(),
          agent: definition.id,
          id: body.actionId,
          status: worked.status,
        });
    } catch (thrown) {
      // The claim lapses and the sweep decides by the row: nothing sent, or unknown.
      const error = toKitError(thrown);
      log.error("action not worked", { error });
      report(error, ids, trace);
    }
    await bench.close().catch((error: unknown) => log.warn("connections not settled", { error }));
    message.ack();
  }
}
