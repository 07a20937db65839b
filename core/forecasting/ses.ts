/** Level after simple exponential smoothing with a fixed weight, started at `level0` (default: the mean of the series). */
export function sesRate(demand: readonly number[], alpha: number, level0?: number): number {
  let level = level0 ?? demand.reduce((a, b) => a + b, 0) / demand.length;
  for (const value of demand) level += alpha * (value - level);
  return level;
}
