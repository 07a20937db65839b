import { breaker, budget, type GrantedConnection } from "#durable-objects/client.ts";
import type { AgentEnv } from "./agent-env.ts";
import type { Clock } from "./clock.ts";
import { type Connection, connection } from "./connection.ts";
import type { AnyAgent, NeedDefinition, WorkContext } from "./definition.ts";
import { KitError } from "./errors.ts";
import type { Logger } from "./log.ts";

export interface Workbench extends WorkContext {
  /** Successes of each used connection, taken out to be reported with `finish()`. */
  takeOutcomes(): { connection: string; outcomes: ReturnType<Connection["outcomes"]> }[];
  /** Reports and settles everything itself, for work without a run. */
  close(): Promise<void>;
}

interface WorkbenchOptions {
  env: AgentEnv;
  agent: string;
  needs: NeedDefinition[];
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
  deadlineAt?: number;
  verdicts?: GrantedConnection[];
}

/** What a run or an action works with; a connection exists from its first use on. */
export function workbench(options: WorkbenchOptions): Workbench {
  const { env, agent, needs, clock, log, signal, deadlineAt } = options;
  const open = new Map<string, Connection>();

  function connect(id: string): Connection {
    const held = open.get(id);
    if (held) return held;
    const need = needs.find((candidate) => candidate.connection === id);
    if (!need)
      throw new KitError({ code: "unknown-connection", message: `${agent} does not declare the connection ${id}.` });
    if (!need.configured(env))
      throw new KitError({
        code: "not-configured",
        message: `${id} is not configured.`,
        outcome: "not-sent",
        report: false,
        countsAgainst: false,
      });
    const account = need.account?.(env) ?? null;
    const made = connection({
      id,
      account: account ?? id,
      breaker: breaker(env, id),
      budget: account === null ? undefined : budget(env, account, need.bucket),
      verdict: options.verdicts?.find((granted) => granted.connection === id)?.verdict,
      clock,
      random: Math.random,
      signal,
      deadlineAt,
      policy: { whenUnreachable: need.whenUnreachable ?? "call" },
    });
    open.set(id, made);
    return made;
  }

  return {
    env,
    agent,
    clock,
    log,
    signal,
    connect,
    takeOutcomes: () => [...open.values()].map((made) => ({ connection: made.id, outcomes: made.outcomes() })),
    close: async () => void (await Promise.all([...open.values()].map((made) => made.flush()))),
  };
}

/** For work on this agent's behalf outside a run, which may take `limitMs`. */
export function benchFor(
  { id, needs }: Pick<AnyAgent, "id" | "needs">,
  env: AgentEnv,
  clock: Clock,
  log: Logger,
  limitMs: number,
): Workbench {
  const signal = AbortSignal.timeout(limitMs);
  return workbench({ env, agent: id, needs, clock, log, signal, deadlineAt: clock.now() + limitMs });
}
