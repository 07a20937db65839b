/**
 * Log-gamma and the regularised incomplete gamma and beta functions: the distribution functions of the Poisson,
 * negative binomial, gamma and beta laws. Continued fractions by the modified Lentz method (Numerical Recipes 6.2, 6.4).
 */

const EPSILON = 1e-16;
const TINY = 1e-300;
const MAX_STEPS = 100_000;

/** ln Gamma(x) for x > 0: Stirling's series after shifting x above 15 by the recurrence. */
export function logGamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  let shift = 0;
  let product = 1;
  let y = x;
  while (y < 15) {
    product *= y;
    y += 1;
    if (product > 1e250) {
      shift += Math.log(product);
      product = 1;
    }
  }
  const i = 1 / y;
  const i2 = i * i;
  const series =
    i * (1 / 12 - i2 * (1 / 360 - i2 * (1 / 1260 - i2 * (1 / 1680 - i2 * (1 / 1188 - (i2 * 691) / 360360)))));
  return (y - 0.5) * Math.log(y) - y + 0.9189385332046728 + series - shift - Math.log(product);
}

/** Regularised lower incomplete gamma P(a, x). P(X <= k) of a Poisson(mu) is 1 - P(k + 1, mu). */
export function regularisedGammaLower(a: number, x: number): number {
  if (x <= 0) return 0;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < MAX_STEPS && term > sum * EPSILON; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return sum * scale;
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < MAX_STEPS; n += 1) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / nonZero(an * d + b);
    c = nonZero(b + an / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < EPSILON) break;
  }
  return 1 - scale * h;
}

/** Regularised incomplete beta I_x(a, b). P(X <= k) of a NegBin(r, p) is I_p(r, k + 1). */
export function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (scale * betaFraction(x, a, b)) / a : 1 - (scale * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < MAX_STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < EPSILON * 4) break;
  }
  return h;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
