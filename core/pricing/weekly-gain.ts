import { expectedDemandRatio, probabilityOfGain } from "./expected-profit.ts";
import { contributionMinor, type NetTerms } from "./net-money.ts";
import type { ElasticityBelief } from "./shrink-elasticity.ts";

export interface WeeklyGain {
  /** Expected change of a week's contribution, unrounded minor units. */
  readonly gainMinor: number;
  /** Probability that it is above nothing. */
  readonly probability: number;
}

/** What a new price is expected to bring in a week, over the belief about how buyers answer to it. */
export function weeklyGain(
  change: {
    readonly fromMinor: number;
    readonly toMinor: number;
    readonly costMinor: number;
    readonly weeklyUnits: number;
  },
  belief: ElasticityBelief,
  terms: NetTerms,
): WeeklyGain {
  const before = contributionMinor(change.fromMinor, change.costMinor, terms);
  const after = contributionMinor(change.toMinor, change.costMinor, terms);
  const ratio = change.toMinor / change.fromMinor;
  const perUnit = after * expectedDemandRatio(ratio, belief) - before;
  return {
    gainMinor: perUnit * Math.max(0, change.weeklyUnits),
    probability: probabilityOfGain(ratio, before, after, belief),
  };
}
