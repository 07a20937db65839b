/**
 * Splits an integer total by weights so that the parts are integers and add up exactly (largest remainder, ties to
 * the earlier part). With no positive weight the total is split evenly.
 * @example allocateByLargestRemainder(10, [1, 1, 1]) // [4, 3, 3]
 */
export function allocateByLargestRemainder(total: number, weights: readonly number[]): number[] {
  if (weights.length === 0) return [];
  const positive = weights.map((weight) => Math.max(0, weight));
  const sum = positive.reduce((a, b) => a + b, 0);
  const shares = positive.map((weight) => (sum > 0 ? (total * weight) / sum : total / weights.length));
  const parts = shares.map((share) => Math.floor(share));
  const missing = total - parts.reduce((a, b) => a + b, 0);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (let k = 0; k < missing; k += 1) parts[byRemainder[k % byRemainder.length]!.index]! += 1;
  return parts;
}
