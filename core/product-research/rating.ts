import { normalQuantile } from "#core/stats/normal.ts";

/** Mean rating drawn towards the catalogue's: as if `priorVotes` more had voted the prior mean. */
export function bayesianRating(meanStars: number, votes: number, priorMean: number, priorVotes = 20): number {
  return (meanStars * votes + priorMean * priorVotes) / (votes + priorVotes);
}

/** Lower end of Wilson's interval for a share (J. American Statistical Association 22, 1927): few votes rank below many with the same share. */
export function wilsonLowerBound(successes: number, trials: number, confidence = 0.95): number {
  if (trials <= 0) return 0;
  const z = normalQuantile((1 + confidence) / 2);
  const share = successes / trials;
  const centre = share + (z * z) / (2 * trials);
  const margin = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return Math.max(0, (centre - margin) / (1 + (z * z) / trials));
}
