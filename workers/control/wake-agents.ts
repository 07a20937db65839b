import type { Logger } from "#agent-kit/log.ts";
import type { ControlEnv } from "./env.ts";
import { roster } from "./roster.ts";
import { settle } from "./settle.ts";

/** Tells every agent that these topics have news; a wake that gets lost is made good by the agent's next cron. */
export async function wakeAgents(
  env: ControlEnv,
  topics: string[],
  log: Logger,
  traceparent?: string,
): Promise<string[]> {
  const answers = await Promise.all(
    roster(env).map(async ({ id, rpc }) => {
      const woken = await settle(10_000, () => rpc.wake(topics, traceparent));
      if (!woken.ok) log.warn("wake-missed", { agent: id, error: woken.cause });
      return woken.ok && woken.value.asked ? [id] : [];
    }),
  );
  return answers.flat();
}
