import { agentState } from "#durable-objects/client.ts";
import type { AgentRpc } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "../agent-env.ts";
import type { Clock } from "../clock.ts";
import type { AnyAgent } from "../definition.ts";
import { personWaits } from "./person-waits.ts";

/** Answers what a person asked of this agent, with the settings and the mode it has now. */
export async function answerRequest(
  definition: AnyAgent,
  env: AgentEnv,
  time: Clock,
  ask: Parameters<AgentRpc["request"]>[0],
): ReturnType<AgentRpc["request"]> {
  const request = definition.requests?.[ask.name];
  if (!request) return { ok: false, code: "not-found", message: `${definition.name} does not know "${ask.name}".` };
  const input = request.input.safeParse(ask.input);
  if (!input.success) {
    const issues = input.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
    return { ok: false, code: "invalid", message: issues[0]?.message ?? "The request is not valid.", issues };
  }
  const now = time.now();
  const [view, zone] = await Promise.all([
    agentState(env, definition.id).view(now),
    env.DB.prepare("SELECT time_zone FROM shop LIMIT 1").first<string>("time_zone"),
  ]);
  const { actor, role, requestId } = ask;
  return personWaits(definition, env, time, { request: requestId }, async (bench) => {
    const settings = definition.settings.parse(view.settings) as object;
    const clients = await definition.initialize(bench);
    const shopZone = zone ?? "UTC";
    const context = { ...bench, clients, settings, now, shopZone, mode: view.mode, actor, role, requestId };
    return request.answer(context, input.data);
  });
}
