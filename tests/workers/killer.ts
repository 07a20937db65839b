import { AsyncLocalStorage } from "node:async_hooks";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { agentEnv } from "./kit-harness.ts";

/**
 * An invocation that can be killed: at its n-th outside operation (D1, object, KV, queue, fetch) the promise never settles,
 * and nothing after it runs. `before`: the operation is not carried out. `after`: it is, and its answer is lost.
 */
export interface Killer {
  env: AgentEnv;
  /** Every operation begun, in order. */
  operations: string[];
  dead: boolean;
  /** Resolves when the invocation is dead. */
  death: Promise<void>;
  /** Does the invocation's work so that its fetches are its own. */
  run<T>(work: () => Promise<T>): Promise<T>;
  fetchFor(real: typeof fetch, input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
}

export interface KillPoint {
  at: number;
  when: "before" | "after";
}

export function killer(point: KillPoint | null, match: (operation: string) => boolean = () => true): Killer {
  const { promise: death, resolve: die } = Promise.withResolvers<void>();
  const operations: string[] = [];
  let counted = 0;

  const self: Killer = { env: null as unknown as AgentEnv, operations, dead: false, death, run, fetchFor };

  async function guarded<T>(name: string, work: () => Promise<T>): Promise<T> {
    const never = new Promise<T>(() => undefined);
    if (self.dead) return never;
    operations.push(name);
    const mine = match(name) ? counted++ : -1;
    const hit = point !== null && mine === point.at;
    if (hit && point.when === "before") {
      self.dead = true;
      die();
      return never;
    }
    const answer = await work();
    if (hit) {
      self.dead = true;
      die();
    }
    return self.dead ? never : answer;
  }

  const env = agentEnv();
  self.env = {
    ...env,
    DB: database(env.DB, guarded),
    AGENT_STATE: objects("AgentState", env.AGENT_STATE, guarded),
    CIRCUIT_BREAKER: objects("CircuitBreaker", env.CIRCUIT_BREAKER, guarded),
    RATE_BUDGET: objects("RateBudget", env.RATE_BUDGET, guarded),
    RUNS: queue("RUNS", env.RUNS, guarded),
    ACTIONS: queue("ACTIONS", env.ACTIONS, guarded),
  };
  return self;

  function run<T>(work: () => Promise<T>): Promise<T> {
    return living.run(self, work);
  }

  function fetchFor(real: typeof fetch, input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const body = typeof init?.body === "string" ? init.body : "";
    const operation = /(?:query|mutation) (\w+)/.exec(body)?.[1] ?? "fetch";
    return guarded(`fetch ${operation}`, () => real(input, init));
  }
}

const living = new AsyncLocalStorage<Killer>();

/** From now on a fetch belongs to the invocation that makes it, also long after that one died: its timers go on here. */
export function watchFetch(answer: (url: string) => Response | null = () => null): void {
  const net = globalThis.fetch;
  const real = async (input: RequestInfo | URL, init?: RequestInit) =>
    answer(String(input instanceof Request ? input.url : input)) ?? net(input, init);
  globalThis.fetch = (input: RequestInfo | URL, init?: RequestInit) => {
    const invocation = living.getStore();
    return invocation ? invocation.fetchFor(real, input, init) : real(input, init);
  };
}

type Guard = <T>(name: string, work: () => Promise<T>) => Promise<T>;

const inner = new WeakMap<object, D1PreparedStatement>();

function database(db: D1Database, guard: Guard): D1Database {
  const wrap = (statement: D1PreparedStatement, sql: string): D1PreparedStatement => {
    const name = `D1 ${sql.trim().split(/\s+/, 2).join(" ")}`;
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values), sql),
      first: (column?: string) =>
        guard(name, () => (column === undefined ? statement.first() : statement.first(column))),
      run: () => guard(name, () => statement.run()),
      all: () => guard(name, () => statement.all()),
      raw: () => guard(name, () => statement.raw()),
    } as unknown as D1PreparedStatement;
    inner.set(wrapped, statement);
    return wrapped;
  };
  return {
    prepare: (sql: string) => wrap(db.prepare(sql), sql),
    batch: <T>(statements: D1PreparedStatement[]) =>
      guard(`D1 batch of ${statements.length}`, () => db.batch<T>(statements.map((each) => inner.get(each) ?? each))),
  } as unknown as D1Database;
}

function objects<N>(name: string, namespace: N, guard: Guard): N {
  const real = namespace as unknown as DurableObjectNamespace;
  return {
    idFromName: (id: string) => real.idFromName(id),
    get: (id: DurableObjectId) => {
      const stub = real.get(id) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
      return new Proxy(
        {},
        {
          get: (_, method: string) =>
            method === "then"
              ? undefined
              : (...args: unknown[]) => guard(`${name}.${method}`, () => stub[method]!(...args)),
        },
      );
    },
  } as unknown as N;
}

function queue<T>(name: string, real: Queue<T>, guard: Guard): Queue<T> {
  return {
    send: (body: T, options?: QueueSendOptions) => guard(`${name}.send`, () => real.send(body, options)),
    sendBatch: (messages: Iterable<MessageSendRequest<T>>) =>
      guard(`${name}.sendBatch`, () => real.sendBatch(messages)),
  } as unknown as Queue<T>;
}
