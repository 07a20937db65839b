import { contributionMinor, type NetTerms } from "./net-money.ts";
import type { ElasticityBelief } from "./shrink-elasticity.ts";

/** Standard normal quantile of 0.9: a tenth of the probability lies beyond it on each side. */
const z90 = 1.2815515655446004;

/**
 * The 80 % interval of what a new price brings in a week: the gain (p / p0)^e m1 - m0 per unit is monotone in the
 * elasticity e, so its ends are those of the belief. Low end first, unrounded minor units.
 */
export function gainRange(
  change: {
    readonly fromMinor: number;
    readonly toMinor: number;
    readonly costMinor: number;
    readonly weeklyUnits: number;
  },
  belief: ElasticityBelief,
  terms: NetTerms,
): [low: number, high: number] {
  const before = contributionMinor(change.fromMinor, change.costMinor, terms);
  const after = contributionMinor(change.toMinor, change.costMinor, terms);
  const at = (elasticity: number) =>
    Math.max(0, change.weeklyUnits) * (after * (change.toMinor / change.fromMinor) ** elasticity - before);
  const ends = [at(belief.mean - z90 * belief.sd), at(belief.mean + z90 * belief.sd)] as const;
  return [Math.min(...ends), Math.max(...ends)];
}
