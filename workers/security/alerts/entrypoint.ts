import { WorkerEntrypoint } from "cloudflare:workers";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { withLimits } from "#agent-kit/limits/with-limits.ts";
import { reporter, reporting } from "#agent-kit/report.ts";
import type { AlertsApi, LookedOut } from "#schemas/rpc/alerts.ts";
import { lookOut } from "./look-out.ts";

/** The watchdog's way to people. It answers also while the security agent is paused, stopped or in shadow. */
export class Alerts extends WorkerEntrypoint<AgentEnv> implements AlertsApi {
  constructor(ctx: ExecutionContext, env: AgentEnv) {
    super(ctx, withLimits(env));
  }

  look(): Promise<LookedOut> {
    return reporting(reporter(this.env, this.ctx, "security"), () => lookOut(this.env));
  }
}
