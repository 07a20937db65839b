export type Settled<T> = { ok: true; value: T } | { ok: false; error: string };

/** Awaits work that must not delay or fail its caller: an error or `limitMs` without an answer becomes a value. */
export async function settle<T>(limitMs: number, work: () => Promise<T>): Promise<Settled<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Settled<T>>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, error: `no answer within ${limitMs} ms` }), limitMs);
  });
  try {
    return await Promise.race([work().then((value): Settled<T> => ({ ok: true, value })), late]);
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
