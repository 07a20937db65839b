export interface Candidate {
  name: string;
  /** Does the work `times` times. */
  run(times: number): Promise<void>;
}

export interface Measured {
  name: string;
  /** Median over the rounds, ns per call. */
  medianNs: number;
  /** Smallest and largest round, ns per call. */
  rangeNs: [number, number];
  /** Every round in its order, ns per call. */
  roundsNs: number[];
}

/**
 * Measures all candidates in turn, round after round, in an order that rotates: what disturbs the machine for a while
 * disturbs all of them. A candidate listed twice shows how far two equal things lie apart (A/A).
 */
export async function interleave(
  candidates: readonly Candidate[],
  options: { rounds: number; times: number; warmUp: number },
): Promise<Measured[]> {
  for (const candidate of candidates) await candidate.run(options.warmUp);
  const samples = candidates.map((): number[] => []);
  for (let round = 0; round < options.rounds; round++) {
    for (let turn = 0; turn < candidates.length; turn++) {
      const index = (turn + round) % candidates.length;
      const started = process.hrtime.bigint();
      await candidates[index]!.run(options.times);
      samples[index]!.push(Number(process.hrtime.bigint() - started) / options.times);
    }
  }
  return candidates.map(({ name }, index) => {
    const sorted = samples[index]!.toSorted((a, b) => a - b);
    return { name, medianNs: median(sorted), rangeNs: [sorted[0]!, sorted.at(-1)!], roundsNs: samples[index]! };
  });
}

/**
 * How many times `base` a measurement is: the median of the rounds' own ratios, since two candidates of one round saw the
 * same machine and two of different rounds may not have.
 */
export function ratio(measured: Measured, base: Measured): number {
  return median(measured.roundsNs.map((ns, round) => ns / base.roundsNs[round]!).toSorted((a, b) => a - b));
}

export function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
