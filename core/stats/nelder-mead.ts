export interface Minimum {
  readonly point: number[];
  readonly value: number;
  readonly evaluations: number;
}

export interface NelderMeadOptions {
  /** Length of the first simplex's edges, per coordinate or one for all. */
  readonly step?: number | readonly number[];
  readonly maxEvaluations?: number;
  /** Stops when the simplex's values differ by less than this share of their size. */
  readonly tolerance?: number;
}

/**
 * Minimises a function without derivatives (Nelder & Mead, Computer Journal 7, 1965; coefficients 1, 2, 1/2, 1/2).
 * Infinity marks a forbidden point. Deterministic: same start, same answer.
 */
export function nelderMead(
  f: (point: readonly number[]) => number,
  start: readonly number[],
  { step = 0.5, maxEvaluations = 2000, tolerance = 1e-10 }: NelderMeadOptions = {},
): Minimum {
  const n = start.length;
  const simplex = Array.from({ length: n + 1 }, (_, k) => {
    const point = [...start];
    if (k > 0) point[k - 1]! += typeof step === "number" ? step : step[k - 1]!;
    return { point, value: f(point) };
  });
  let evaluations = n + 1;
  const at = (centre: readonly number[], from: readonly number[], distance: number) => {
    const point = centre.map((c, i) => c + distance * (from[i]! - c));
    evaluations += 1;
    return { point, value: f(point) };
  };
  while (evaluations < maxEvaluations) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex[n]!;
    if (worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance)) break;
    const centre = start.map((_, i) => simplex.slice(0, n).reduce((sum, v) => sum + v.point[i]!, 0) / n);
    const reflected = at(centre, worst.point, -1);
    if (reflected.value < best.value) {
      const expanded = at(centre, worst.point, -2);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1]!.value) {
      simplex[n] = reflected;
    } else {
      const contracted =
        reflected.value < worst.value ? at(centre, reflected.point, 0.5) : at(centre, worst.point, 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[n] = contracted;
      else for (let k = 1; k <= n; k += 1) simplex[k] = at(best.point, simplex[k]!.point, 0.5);
    }
  }
  simplex.sort((a, b) => a.value - b.value);
  return { point: simplex[0]!.point, value: simplex[0]!.value, evaluations };
}
