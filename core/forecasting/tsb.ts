/**
 * Demand per period by Teunter, Syntetos & Babai (European J. Operational Research 214, 2011): the probability of a
 * demand is smoothed every period with `beta`, its size at demands only with `alpha`, so the rate of a dying item decays.
 * Starts at the first size and the share of periods with demand, which stand for the first period.
 */
export function tsbRate(demand: readonly number[], alpha: number, beta = alpha): number {
  let count = 0;
  let size = 0;
  for (const value of demand) {
    if (value > 0) {
      if (count === 0) size = value;
      count += 1;
    }
  }
  if (count === 0) return 0;
  let probability = count / demand.length;
  for (let t = 1; t < demand.length; t += 1) {
    const value = demand[t]!;
    if (value > 0) {
      size += alpha * (value - size);
      probability += beta * (1 - probability);
    } else {
      probability -= beta * probability;
    }
  }
  return probability * size;
}
