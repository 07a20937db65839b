/**
 * Standard normal distribution.
 *
 * The distribution function goes through erfc: a power series near zero and Lentz's continued fraction in the
 * tails (Abramowitz & Stegun 7.1.5, 7.1.14), good to about 1e-15 relative. The quantile is Wichura's algorithm
 * AS 241 (Applied Statistics 37, 1988), good to about 1e-16 relative.
 */

const SQRT_2_PI = Math.sqrt(2 * Math.PI);

export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_2_PI;
}

/** P(Z <= z). @example normalCdf(1.96) // 0.9750021048517795 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const a = Math.abs(z);
  const tail = a < 3 ? 0.5 - centralArea(a) : upperTail(a);
  return z < 0 ? tail : 1 - tail;
}

/** P(Z > z), without the cancellation of `1 - normalCdf(z)` far in the tail. */
export function normalSurvival(z: number): number {
  return normalCdf(-z);
}

/** Area between 0 and a by the series phi(a) * (a + a^3/3 + a^5/15 + ...). */
function centralArea(a: number): number {
  let term = a;
  let sum = a;
  for (let k = 3; term > 1e-17 * sum && k < 400; k += 2) {
    term *= (a * a) / k;
    sum += term;
  }
  return normalDensity(a) * sum;
}

/** phi(a) / (a + 1/(a + 2/(a + 3/(a + ...)))), evaluated from the far end. */
function upperTail(a: number): number {
  let fraction = a;
  for (let k = 160; k >= 1; k -= 1) fraction = a + k / fraction;
  return normalDensity(a) / fraction;
}

/** Inverse of `normalCdf`; -Infinity at 0, Infinity at 1, NaN outside [0, 1]. @example normalQuantile(0.975) // 1.959963984540054 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(CENTRAL_NUM, r)) / horner(CENTRAL_DEN, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const z =
    r <= 5
      ? horner(MIDDLE_NUM, r - 1.6) / horner(MIDDLE_DEN, r - 1.6)
      : horner(FAR_NUM, r - 5) / horner(FAR_DEN, r - 5);
  return q < 0 ? -z : z;
}

/** Unit normal loss E[(Z - k)+] = phi(k) - k (1 - Phi(k)): expected shortage in standard deviations. */
export function normalLoss(k: number): number {
  return normalDensity(k) - k * normalSurvival(k);
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i -= 1) sum = sum * x + coefficients[i]!;
  return sum;
}

// Published constants of AS 241 (PPND16), lowest power first.
const CENTRAL_NUM = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const CENTRAL_DEN = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852546,
];
const MIDDLE_NUM = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const MIDDLE_DEN = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const FAR_NUM = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const FAR_DEN = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
];
