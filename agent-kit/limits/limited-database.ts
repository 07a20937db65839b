import { memberOf, textBytes, within } from "./beyond-limit.ts";
import { productionLimits } from "./production-limits.ts";

const limits = productionLimits.d1;

/** D1 that throws beyond production's limits. One per invocation: queries are counted over its life. */
export function limitedDatabase(db: D1Database): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>();
  let queries = 0;
  const count = (more: number) => {
    queries += more;
    within("D1 queries of one invocation", queries, limits.queriesPerInvocation);
  };

  function statement(original: D1PreparedStatement): D1PreparedStatement {
    const limited = new Proxy(original, {
      get(target, key) {
        if (key === "bind")
          return (...values: unknown[]) => {
            within("bound parameters of a D1 statement", values.length, limits.boundParameters);
            for (const value of values) within("bytes of a D1 parameter", parameterBytes(value), limits.parameterBytes);
            return statement(target.bind(...values));
          };
        const member = memberOf(target, key);
        if (key !== "all" && key !== "run" && key !== "first" && key !== "raw") return member;
        return (...args: unknown[]) => {
          count(1);
          return (member as (...args: unknown[]) => unknown)(...args);
        };
      },
    });
    originals.set(limited, original);
    return limited;
  }

  return new Proxy(db, {
    get(target, key) {
      if (key === "prepare")
        return (sql: string) => {
          within("bytes of a D1 statement", textBytes(sql), limits.statementBytes);
          return statement(target.prepare(sql));
        };
      if (key === "batch")
        return (statements: D1PreparedStatement[]) => {
          count(statements.length);
          return target.batch(statements.map((each) => originals.get(each) ?? each));
        };
      return memberOf(target, key);
    },
  });
}

function parameterBytes(value: unknown): number {
  if (typeof value === "string") return textBytes(value);
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength;
  return Array.isArray(value) ? value.length : 8;
}
