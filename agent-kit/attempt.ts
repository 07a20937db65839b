import type { CallOutcome } from "./errors.ts";
import { KitError } from "./errors.ts";

/** Runs one try under a time limit and the caller's signal; settles at the limit even if `run` ignores its signal. */
export async function attempt<T>(options: {
  name: string;
  timeoutMs: number;
  signal?: AbortSignal;
  run(signal: AbortSignal): Promise<T>;
}): Promise<T> {
  if (options.signal?.aborted) throw aborted(options.name, "not-sent", options.signal.reason);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(timedOut(options.name, options.timeoutMs)), options.timeoutMs);
  const onAbort = () => limit.abort(aborted(options.name, "unknown", options.signal?.reason));
  options.signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const stopped = new Promise<never>((_, reject) => {
      limit.signal.addEventListener("abort", () => reject(limit.signal.reason), { once: true });
    });
    const running = options.run(limit.signal);
    // The loser of the race may still reject later, with nobody listening.
    running.catch(() => undefined);
    return await Promise.race([running, stopped]);
  } catch (error) {
    // fetch wraps or replaces the reason; ours says what happened.
    throw limit.signal.aborted ? limit.signal.reason : error;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", onAbort);
  }
}

export function aborted(name: string, outcome: CallOutcome, cause: unknown): KitError {
  return new KitError({ code: "aborted", message: `${name} was stopped.`, outcome, report: false, cause });
}

function timedOut(name: string, timeoutMs: number): KitError {
  const message = `${name} did not answer within ${timeoutMs} ms.`;
  return new KitError({ code: "timeout", message, retryable: true, outcome: "unknown" });
}
