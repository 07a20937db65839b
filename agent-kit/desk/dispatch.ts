import type { AgentEnv } from "../agent-env.ts";
import { workerLog } from "../log.ts";
import type { ActionMessage } from "../messages.ts";
import { type Trace, writeTraceparent } from "../trace.ts";

const mostPerSend = 100;

/** Sends actions to the agent's own queue. Their rows say `sent_at`: what is lost on the way is sent again by the sweep. */
export async function dispatch(
  env: AgentEnv,
  agent: string,
  actionIds: string[],
  now: number,
  trace: Trace | null = null,
): Promise<{ sent: number }> {
  let sent = 0;
  for (let from = 0; from < actionIds.length; from += mostPerSend) {
    const part = actionIds.slice(from, from + mostPerSend);
    const messages = part.map((actionId): { body: ActionMessage } => ({
      body: { queue: `${agent}-actions`, actionId, ...(trace && { traceparent: writeTraceparent(trace) }) },
    }));
    try {
      await env.ACTIONS.sendBatch(messages);
      sent += part.length;
    } catch (error) {
      workerLog(env, { agent }, () => now).warn("actions not sent; the sweep will", { error });
    }
  }
  return { sent };
}
