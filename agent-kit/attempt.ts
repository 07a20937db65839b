import type { CallOutcome } from "./errors.ts";
import { KitError } from "./errors.ts";

/** Runs one try under a time limit and the caller's signal; settles at the limit even if `run` ignores its signal. */
export function attempt<T>(options: {
  name: string;
  timeoutMs: number;
  signal?: AbortSignal;
  run(signal: AbortSignal): Promise<T>;
}): Promise<T> {
  const { name, timeoutMs, signal } = options;
  // One promise settled by whoever is first, and no listener on our own signal: this is on the path of every call.
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(name, "not-sent", signal.reason));
    const limit = new AbortController();
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    const stop = (error: KitError) => {
      finish();
      // Ours first: fetch answers the abort with an error of its own, which says less.
      reject(error);
      limit.abort(error);
    };
    const onAbort = () => stop(aborted(name, "unknown", signal?.reason));
    const timer = setTimeout(() => stop(timedOut(name, timeoutMs)), timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    started(options.run, limit.signal).then(
      (value) => {
        finish();
        resolve(value);
      },
      (error) => {
        finish();
        reject(error);
      },
    );
  });
}

/** A `run` that throws before its first await fails like any other. */
function started<T>(run: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return run(signal);
  } catch (error) {
    return Promise.reject(error);
  }
}

export function aborted(name: string, outcome: CallOutcome, cause: unknown): KitError {
  return new KitError({ code: "aborted", message: `${name} was stopped.`, outcome, report: false, cause });
}

function timedOut(name: string, timeoutMs: number): KitError {
  const message = `${name} did not answer within ${timeoutMs} ms.`;
  return new KitError({ code: "timeout", message, retryable: true, outcome: "unknown" });
}
