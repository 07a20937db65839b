const firstMs = 500;
const longestMs = 30_000;

/** Wait before try number `attempt` (from 0): doubling, then somewhere in its upper half, so that many pages do not return at once. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** attempt);
  return Math.round(ceiling * (0.5 + random / 2));
}
