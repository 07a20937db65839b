/**
 * First statement of every batch of a run. A token older than the one D1 has seen sets `stale`, whose CHECK rolls the
 * whole batch back; an equal one passes, so a batch may be repeated.
 */
export const fence = {
  sql: `INSERT INTO fences (agent, token) VALUES (?1, ?2)
        ON CONFLICT (agent) DO UPDATE SET stale = (excluded.token < fences.token), token = max(fences.token, excluded.token)`,
};

/** Raises the fence without ever failing: for a run that was closed from outside. */
export const raiseFence = {
  sql: `INSERT INTO fences (agent, token) VALUES (?1, ?2)
        ON CONFLICT (agent) DO UPDATE SET token = max(fences.token, excluded.token)`,
};

/** Whether an error (or any of its causes) is the fence refusing a superseded run. */
export function isFenced(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (/CHECK constraint failed: fenced/.test(cause.message)) return true;
  return false;
}
