import type { AgentEnv } from "../agent-env.ts";
import type { Clock } from "../clock.ts";
import type { AnyAgent } from "../definition.ts";
import { workerLog } from "../log.ts";
import { benchFor, type Workbench } from "../work-context.ts";

/** Control waits for the answer, and whoever asked waits for control. */
const longestMs = 25_000;

/** Work a person waits for, outside of any run: with the agent's connections, settled when it ends; `limitMs` bounds it. */
export async function personWaits<T>(
  definition: AnyAgent,
  env: AgentEnv,
  time: Clock,
  ids: Record<string, string>,
  work: (bench: Workbench) => Promise<T>,
  limitMs = longestMs,
): Promise<T> {
  const log = workerLog(env, { agent: definition.id, ...ids }, time.now);
  const bench = benchFor(definition, env, time, log, limitMs);
  try {
    return await work(bench);
  } finally {
    await bench.close().catch((error: unknown) => log.warn("connections not settled", { error }));
  }
}
