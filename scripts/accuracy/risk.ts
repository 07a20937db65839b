import { atLeast, atMost, type Check, figure } from "./check.ts";
import { walkRisk } from "./risk-walk.ts";

const seeds = [1, 2, 3, 4, 5];

/** Labelled streams of `sandbox/risk`, judged month by month with what was known then; needs no data set. */
export function riskChecks(): Check[] {
  const walks = seeds.map(walkRisk);
  const total = (of: (walk: (typeof walks)[number]) => number) => walks.reduce((sum, walk) => sum + of(walk), 0);
  const beaten = walks.filter(({ savedMinor }) => savedMinor.learning > savedMinor.rules).length;
  const worst = Math.min(...walks.map(({ savedMinor }) => savedMinor.learning / savedMinor.rules));
  return [
    atLeast("order risk: seeds of five on which it saves more than tuned rules", beaten, 5),
    figure("order risk: savings against tuned rules, worst seed", worst),
    figure(
      "order risk: savings against the starting weights",
      total((w) => w.savedMinor.learning) / total((w) => w.savedMinor.starting),
    ),
    figure(
      "order risk: share of all avoidable cost saved",
      total((w) => w.savedMinor.learning) / total((w) => w.savedMinor.perfect),
    ),
    figure("order risk: recall at 1 % false positives", total((w) => w.recallAt1Percent) / walks.length),
    figure("order risk: the same for the two patterns without a signal", total((w) => w.recallOfHidden) / walks.length),
    atMost(
      "order risk: Brier score against always saying the base rate",
      total((w) => w.brier) / total((w) => (w.frauds / w.orders) * (1 - w.frauds / w.orders)),
      1,
    ),
  ];
}
