import { isKitError } from "#agent-kit/errors.ts";

/** `error` may be shown to anyone; `cause` is for the log, which redacts it. */
export type Settled<T> = { ok: true; value: T } | { ok: false; error: string; cause: unknown };

/** Awaits work that must not delay or fail its caller: an error or `limitMs` without an answer becomes a value. */
export async function settle<T>(limitMs: number, work: () => Promise<T>): Promise<Settled<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Settled<T>>((resolve) => {
    const error = `no answer within ${limitMs} ms`;
    timer = setTimeout(() => resolve({ ok: false, error, cause: new Error(error) }), limitMs);
  });
  try {
    return await Promise.race([work().then((value): Settled<T> => ({ ok: true, value })), late]);
  } catch (cause) {
    return { ok: false, error: publicText(cause), cause };
  } finally {
    clearTimeout(timer);
  }
}

/** Only texts that were written to be shown: anything else may quote a vendor, and a vendor may quote a secret. */
function publicText(error: unknown): string {
  const ours = isKitError(error) || (error instanceof Error && error.name === "ObjectUnreachable");
  return ours ? error.message : "it failed unexpectedly";
}
