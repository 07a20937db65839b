import type { AgentRpc } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "../agent-env.ts";
import type { Clock } from "../clock.ts";
import type { AnyAgent } from "../definition.ts";
import { isKitError } from "../errors.ts";
import { personWaits } from "./person-waits.ts";

/** Whether an outside system works: its need's probe, an ordinary call through breaker, budget and deadline. */
export async function tryConnection(
  definition: AnyAgent,
  env: AgentEnv,
  time: Clock,
  { connection, requestId }: Parameters<AgentRpc["tryConnection"]>[0],
): ReturnType<AgentRpc["tryConnection"]> {
  const need = definition.needs.find((each) => each.connection === connection);
  const probe = need?.probe;
  if (!need || typeof probe !== "function")
    return { ok: false, code: "not-found", message: `${definition.name} cannot try ${connection}.` };
  if (!need.configured(env)) return { ok: false, code: "not-configured", message: `${connection} is not configured.` };
  return personWaits(definition, env, time, { request: requestId }, async (bench) => {
    try {
      await probe(bench);
      return { ok: true };
    } catch (thrown) {
      if (!isKitError(thrown)) throw thrown;
      const { code, message, notBefore } = thrown;
      return { ok: false, code, message, waitMs: notBefore && Math.max(0, notBefore - time.now()) };
    }
  });
}
