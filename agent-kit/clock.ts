/** The one source of now. Resolved once per invocation, so that a run sees one offset from beginning to end. */
export interface Clock {
  /** The shop's time in ms: real time plus the offset a sandbox set. */
  now(): number;
  /** Real time in ms, for signatures, token ages, budgets and durations. */
  real(): number;
  readonly offsetMs: number;
}

export interface ClockEnv {
  ENVIRONMENT?: string;
  KV?: { get(key: string): Promise<string | null> };
}

export const clockOffsetKey = "clock:offset";

/** Reads the offset where a moved clock is allowed (`local`, `test`); anywhere else KV is not even asked. */
export async function clock(env: ClockEnv): Promise<Clock> {
  if (env.ENVIRONMENT !== "local" && env.ENVIRONMENT !== "test") return clockAt(0);
  const offset = Number((await env.KV?.get(clockOffsetKey)) ?? 0);
  return clockAt(Number.isSafeInteger(offset) ? offset : 0);
}

/** A clock with a given offset over `real`, which tests replace. */
export function clockAt(offsetMs: number, real: () => number = () => Date.now()): Clock {
  return { offsetMs, real, now: () => real() + offsetMs };
}
