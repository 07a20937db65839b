import type { AgentEnv } from "./agent-env.ts";
import type { KitError } from "./errors.ts";

export type Report = (error: KitError, ids: Record<string, string>) => void;

/** Where errors worth a person's attention go. */
export function reporter(env: AgentEnv, _ctx: ExecutionContext, agent: string): Report {
  return (error, ids) => {
    console.error(
      JSON.stringify({
        level: "error",
        environment: env.ENVIRONMENT,
        agent,
        ...ids,
        code: error.code,
        message: error.message,
      }),
    );
  };
}
