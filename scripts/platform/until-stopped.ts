import { whenOrphaned } from "./processes.ts";

const STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Runs a lasting command until it is told to stop: by a signal, or by the end of the npm that started it. The status is
 * the signal's; a start that fails says why in one line and is 1. A second signal does not interrupt the clearing up.
 */
export async function untilStopped(start: (signal: AbortSignal) => Promise<() => Promise<void>>): Promise<void> {
  const abort = new AbortController();
  const asked = new Promise<number>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => resolve(STATUS[name]));
    whenOrphaned(() => resolve(STATUS.SIGTERM));
  });
  void asked.then(() => abort.abort());

  // Kept referenced: with nothing but unreferenced timers left the process would end by itself.
  const alive = setInterval(() => {}, 60_000);
  try {
    const stop = await start(abort.signal);
    const status = await asked;
    await stop();
    process.exit(status);
  } catch (error) {
    if (abort.signal.aborted) process.exit(await asked);
    console.error(`Could not start: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  } finally {
    clearInterval(alive);
  }
}
