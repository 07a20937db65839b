/** Measured page sizes and the weight the vendor gives their nodes. */
const MEASURED: readonly (readonly [size: number, weight: number])[] = [
  [1, 1],
  [2, 2],
  [5, 3],
  [10, 4],
  [20, 5],
  [50, 7],
  [100, 9],
  [250, 11],
];

/**
 * Times a connection's node cost is charged for a page of `size` nodes. Between the measured sizes it is read off the
 * line through the logarithms and rounded up, so that an estimate errs on the dear side.
 */
export function pageWeight(size: number): number {
  if (size < 1) return 0;
  const upper = MEASURED.find(([measured]) => measured >= size);
  const last = MEASURED[MEASURED.length - 1]!;
  if (!upper) return Math.ceil(last[1] + Math.log2(size / last[0]));
  const lower = MEASURED[MEASURED.indexOf(upper) - 1];
  if (!lower || upper[0] === size) return upper[1];
  const share = Math.log(size / lower[0]) / Math.log(upper[0] / lower[0]);
  return Math.ceil(lower[1] + share * (upper[1] - lower[1]));
}
