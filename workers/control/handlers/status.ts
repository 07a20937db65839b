import { clock as clockOf, clockOffsetKey } from "#agent-kit/clock.ts";
import { reporter } from "#agent-kit/report.ts";
import { breaker, budget } from "#durable-objects/client.ts";
import { shopDomain } from "#integrations/shopify/need.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import { usedConnections } from "../connections.ts";
import type { Handlers } from "../context.ts";
import { roster } from "../roster.ts";
import { settle } from "../settle.ts";
import { runWatchdog } from "../watchdog/run-watchdog.ts";
import { readSnapshot } from "../watchdog/snapshot.ts";

const longestMs = 10_000;

export const statusHandlers: Handlers<"status.get" | "watchdog.run" | "clock.set"> = {
  async "status.get"(_input, { env, clock }) {
    const snapshot = await readSnapshot(env.DB);
    return { ageMs: snapshot && clock.real() - snapshot.at, snapshot };
  },

  async "watchdog.run"(_input, context) {
    const { env, clock, log } = context;
    const { shopTime, durationMs } = await runWatchdog(env, clock, log, reporter(env, context, "control"));
    return { at: shopTime, durationMs };
  },

  async "clock.set"({ offsetMs }, context) {
    const { env, clock } = context;
    await env.KV.put(clockOffsetKey, String(offsetMs));
    const moved = await clockOf(env);
    const account = shopDomain(env);
    const [used, agents] = [await usedConnections(env, clock.real()), roster(env)];
    const woken = await Promise.all([
      ...agents.map(({ rpc }) => settle(longestMs, () => rpc.wakeObjects())),
      ...used.map(({ id }) => settle(longestMs, () => breaker(env, id).wake(moved.now()))),
      ...(account ? [settle(longestMs, () => budget(env, account).wake())] : []),
    ]);
    const audit = auditEntry(
      { ...context, clock: moved },
      { operation: "clock.set", subject: "clock", detail: { offsetMs } },
    );
    await auditStatement(env.DB, audit).run();
    return { offsetMs, now: moved.now(), woken: woken.filter((answer) => answer.ok).length };
  },
};
