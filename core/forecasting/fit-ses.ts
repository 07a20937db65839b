export interface SesFit {
  readonly alpha: number;
  /** Level before the first period. */
  readonly level0: number;
  /** Level after the last period: the forecast of every step. */
  readonly level: number;
  /** Sum of squared one-step errors. */
  readonly sse: number;
}

const GRID = [1e-4, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 0.9999];

/**
 * Simple exponential smoothing with weight and starting level chosen by least squares. For a given weight the one-step
 * errors are linear in the starting level, e_t = u_t - (1 - a)^t l0, so l0 has a closed form and only the weight is
 * searched: a grid, then twice between the best point's neighbours.
 */
export function fitSes(values: ArrayLike<number>): SesFit {
  let grid = GRID;
  let fits = profiles(values, grid);
  let at = lowest(fits);
  for (let round = 0; round < 2; round += 1) {
    const low = grid[Math.max(0, at - 1)]!;
    const high = grid[Math.min(grid.length - 1, at + 1)]!;
    const middle = fits[at]!;
    grid = [low + (middle.alpha - low) / 2, middle.alpha, middle.alpha + (high - middle.alpha) / 2];
    const [left, right] = profilePair(values, grid[0]!, grid[2]!);
    fits = [left, middle, right];
    at = lowest(fits);
  }
  return fits[at]!;
}

function lowest(fits: readonly SesFit[]): number {
  let best = 0;
  for (let i = 1; i < fits.length; i += 1) if (fits[i]!.sse < fits[best]!.sse) best = i;
  return best;
}

function profiles(values: ArrayLike<number>, alphas: readonly number[]): SesFit[] {
  const fits: SesFit[] = [];
  for (let i = 0; i < alphas.length; i += 2) fits.push(...profilePair(values, alphas[i]!, alphas[i + 1] ?? alphas[i]!));
  return fits.slice(0, alphas.length);
}

/** Two weights in one pass: a recursion waits for its own last step, so a second one beside it is nearly free. */
function profilePair(values: ArrayLike<number>, a: number, b: number): [SesFit, SesFit] {
  const n = values.length;
  // Level that would follow from a start at zero, and the weight the true start still has in it.
  let la = 0;
  let lb = 0;
  let wa = 1;
  let wb = 1;
  let uua = 0;
  let uub = 0;
  let uwa = 0;
  let uwb = 0;
  let wwa = 0;
  let wwb = 0;
  for (let t = 0; t < n; t += 1) {
    const x = values[t]!;
    const ua = x - la;
    const ub = x - lb;
    uua += ua * ua;
    uub += ub * ub;
    uwa += ua * wa;
    uwb += ub * wb;
    wwa += wa * wa;
    wwb += wb * wb;
    la += a * ua;
    lb += b * ub;
    wa -= a * wa;
    wb -= b * wb;
  }
  return [solved(a, la, wa, uua, uwa, wwa), solved(b, lb, wb, uub, uwb, wwb)];
}

function solved(alpha: number, zeroLevel: number, weight: number, uu: number, uw: number, ww: number): SesFit {
  const level0 = uw / ww;
  return { alpha, level0, level: zeroLevel + weight * level0, sse: Math.max(0, uu - level0 * uw) };
}
