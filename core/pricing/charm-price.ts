/** A price ending: prices whose remainder by `modulus` is `ending`, e.g. 99 of 100 for "x.99". */
export interface PriceEnding {
  readonly modulus: number;
  readonly ending: number;
}

/** Tried in order: x.99, then x.x9. */
export const DEFAULT_ENDINGS: readonly PriceEnding[] = [
  { modulus: 100, ending: 99 },
  { modulus: 10, ending: 9 },
];

/** The prices with the ending next below (or at) and next above the target that lie in the range; none, one or two. */
export function charmNeighbours(
  targetMinor: number,
  { modulus, ending }: PriceEnding,
  lowMinor: number,
  highMinor: number,
): number[] {
  const below = Math.floor((targetMinor - ending) / modulus) * modulus + ending;
  const inRange = (price: number) => price >= lowMinor && price <= highMinor && price > 0;
  return (below === targetMinor ? [below] : [below, below + modulus]).filter(inRange);
}
