import type { AgentEnv } from "#agent-kit/agent-env.ts";
import type { Counts } from "./counts.ts";

/** The same environment, which counts what an agent asks of its objects and of D1. */
export function countedEnv(env: AgentEnv): { env: AgentEnv; counts: Counts } {
  const counts: Counts = { objectRequests: {}, d1RoundTrips: 0, rowsWritten: 0, rowsRead: 0 };
  const counted = { ...env, DB: countedDatabase(env.DB, counts) };
  for (const name of ["AGENT_STATE", "CIRCUIT_BREAKER", "RATE_BUDGET", "LIVE_FEED"] as const) {
    const count = () => {
      counts.objectRequests[name] = (counts.objectRequests[name] ?? 0) + 1;
    };
    Object.assign(counted, { [name]: countedNamespace(env[name], count) });
  }
  return { env: counted, counts };
}

/** A bound method stays bound to what it came from: bindings refuse any other `this`. */
function bound<T extends object>(target: T, key: PropertyKey): unknown {
  const value: unknown = Reflect.get(target, key, target);
  return typeof value === "function" ? value.bind(target) : value;
}

function countedNamespace<T extends object>(namespace: T, count: () => void): T {
  return new Proxy(namespace, {
    get(target, key) {
      const value = bound(target, key);
      if (key !== "get" && key !== "getByName") return value;
      return (...args: unknown[]) => countedStub((value as (...args: unknown[]) => object)(...args), count);
    },
  });
}

function countedStub<T extends object>(stub: T, count: () => void): T {
  return new Proxy(stub, {
    get(target, key) {
      // A stub answers any name with a method, so it cannot be bound like a plain object.
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function" || typeof key === "symbol") return value;
      return (...args: unknown[]) => {
        count();
        return Reflect.apply(value, target, args);
      };
    },
  });
}

function countedDatabase(db: D1Database, counts: Counts): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>();
  const add = (result: D1Result<unknown>) => {
    counts.rowsWritten += result.meta.rows_written;
    counts.rowsRead += result.meta.rows_read;
  };

  function statement(original: D1PreparedStatement): D1PreparedStatement {
    const proxy = new Proxy(original, {
      get(target, key) {
        if (key === "bind") return (...values: unknown[]) => statement(target.bind(...values));
        // `first` and `raw` hide the meta, so all of them run as `all`.
        if (key === "all" || key === "run") return () => one(target);
        if (key === "first")
          return async (column?: string) => {
            const row = (await one(target)).results[0] as Record<string, unknown> | undefined;
            return row === undefined ? null : column === undefined ? row : (row[column] ?? null);
          };
        if (key === "raw") throw new Error("raw() is not counted");
        return bound(target, key);
      },
    });
    originals.set(proxy, original);
    return proxy;
  }

  async function one(target: D1PreparedStatement): Promise<D1Result<unknown>> {
    counts.d1RoundTrips += 1;
    const result = await target.all();
    add(result);
    return result;
  }

  return new Proxy(db, {
    get(target, key) {
      if (key === "prepare") return (sql: string) => statement(target.prepare(sql));
      if (key === "batch")
        return async (statements: D1PreparedStatement[]) => {
          counts.d1RoundTrips += 1;
          const results = await target.batch(statements.map((each) => originals.get(each) ?? each));
          for (const result of results) add(result);
          return results;
        };
      return bound(target, key);
    },
  });
}
