/**
 * Whole number of highest value in [low, high] for a smooth objective: a scan of 65 points, then a ternary search
 * between the best point's neighbours. Ties go to the point looked at first.
 */
export function maximiseOverIntegers(low: number, high: number, value: (x: number) => number): number {
  const pieces = Math.min(64, high - low);
  let best = low;
  let bestValue = value(low);
  const look = (x: number) => {
    const v = value(x);
    if (v > bestValue) {
      best = x;
      bestValue = v;
    }
    return v;
  };
  for (let i = 1; i <= pieces; i += 1) look(low + Math.round((i * (high - low)) / pieces));
  const gap = pieces === 0 ? 0 : Math.ceil((high - low) / pieces);
  let a = Math.max(low, best - gap);
  let b = Math.min(high, best + gap);
  while (b - a > 3) {
    const third = Math.floor((b - a) / 3);
    if (look(a + third) < look(b - third)) a += third;
    else b -= third;
  }
  for (let x = a; x <= b; x += 1) look(x);
  return best;
}
