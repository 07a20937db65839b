import { KitError } from "../errors.ts";

/** Thrown where production would refuse: a bug to be fixed, so never retried. */
export function beyondLimit(what: string, found: number, limit: number): KitError {
  return new KitError({
    code: "production-limit",
    message: "This would be refused in production.",
    detail: `${what}: ${found} of at most ${limit}`,
    report: true,
  });
}

export function within(what: string, found: number, limit: number): void {
  if (found > limit) throw beyondLimit(what, found, limit);
}

const encoder = new TextEncoder();

export function textBytes(text: string): number {
  return encoder.encode(text).byteLength;
}

/** A bound method of a binding, which refuses any other `this`; any other property as it is. */
export function memberOf(target: object, key: PropertyKey): unknown {
  const value: unknown = Reflect.get(target, key, target);
  return typeof value === "function" ? value.bind(target) : value;
}
