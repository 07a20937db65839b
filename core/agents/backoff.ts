const firstMs = 60_000;
const longestMs = 6 * 3_600_000;

/** How long scheduled runs wait after `failures` in a row: nothing after one, then 1 min doubling to 6 h. */
export function backoffMs(failures: number): number {
  return failures < 2 ? 0 : Math.min(longestMs, firstMs * 2 ** (failures - 2));
}
