import { WorkerEntrypoint } from "cloudflare:workers";
import { clock as clockOf } from "#agent-kit/clock.ts";
import { withLimits } from "#agent-kit/limits/with-limits.ts";
import { workerLog } from "#agent-kit/log.ts";
import { reporter, reporting } from "#agent-kit/report.ts";
import { createApp } from "./app.ts";
import { keepDeadLetters } from "./dead-letters.ts";
import type { ControlEnv } from "./env.ts";
import { wakeAgents } from "./wake-agents.ts";
import { runWatchdog } from "./watchdog/run-watchdog.ts";

const app = createApp();

/** The one public Worker: HTTP and WebSocket, dead letters, and the watchdog's cron. */
export default class Control extends WorkerEntrypoint<ControlEnv> {
  constructor(ctx: ExecutionContext, env: ControlEnv) {
    super(ctx, withLimits(env));
  }

  override fetch(request: Request): Response | Promise<Response> {
    return app.fetch(request, this.env, this.ctx);
  }

  override async queue(batch: MessageBatch): Promise<void> {
    await reporting(reporter(this.env, this.ctx, "control"), async () => {
      const clock = await clockOf(this.env);
      await keepDeadLetters(this.env.DB, batch, clock.now(), logOf(this.env, "dead-letters"));
    });
  }

  override async scheduled(): Promise<void> {
    const report = reporter(this.env, this.ctx, "control");
    await reporting(report, async () =>
      runWatchdog(this.env, await clockOf(this.env), logOf(this.env, "watchdog"), report),
    );
  }
}

/** What store-sync may ask of control. */
export class ControlEvents extends WorkerEntrypoint<ControlEnv> {
  /** Tells every agent that these topics have news; a wake that gets lost is made good by the agent's next cron. */
  wake(topics: string[], traceparent?: string): Promise<{ asked: string[] }> {
    return reporting(reporter(this.env, this.ctx, "control"), async () => ({
      asked: await wakeAgents(this.env, topics, logOf(this.env, "wake"), traceparent),
    }));
  }
}

function logOf(env: ControlEnv, part: string) {
  return workerLog(env, { worker: "control", part }, Date.now);
}
