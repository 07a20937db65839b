import { olsElasticity } from "#core/pricing/elasticity.ts";
import { proposePrice } from "#core/pricing/propose-price.ts";
import { categoryPrior, type MeasuredElasticity, shrinkElasticity } from "#core/pricing/shrink-elasticity.ts";
import { leastSquares } from "#core/stats/least-squares.ts";
import { median } from "#core/stats/quantile.ts";
import { atMost, type Check } from "./check.ts";
import { type JuiceWeek, juiceItems } from "./juice-weeks.ts";

const TRAIN_WEEKS = 52;
const RECENT_WEEKS = 12;
const OUNCES = 64;

interface Priced {
  readonly store: number;
  readonly markup: number;
  readonly profit: (priceMinor: number) => number;
  readonly costMinor: number;
  readonly heldMinor: number;
  readonly proposedMinor: number;
}

/**
 * One price proposal per store and juice from the first 52 weeks, its profit judged by the elasticity the *other* stores
 * showed in the later weeks, against holding the price and against cost plus the usual mark-up; bootstrapped over stores.
 */
export function juiceProfitChecks(dataFolder: string): Check[] {
  const items = juiceItems(dataFolder);
  const firstTestWeek = Math.min(...items.map((weeks) => weeks[0]!.week)) + TRAIN_WEEKS;
  const parts = items
    .map((weeks) => ({
      train: weeks.filter(({ week }) => week < firstTestWeek),
      test: weeks.filter(({ week }) => week >= firstTestWeek),
    }))
    .filter(({ train, test }) => train.length >= RECENT_WEEKS && test.length >= RECENT_WEEKS);
  const estimates = parts.map(({ train }) =>
    olsElasticity(train.map((week) => ({ price: week.price, quantity: Math.exp(week.logUnits), promo: week.deal }))),
  );
  const brands = new Map<number, MeasuredElasticity[]>();
  parts.forEach(({ train }, i) => {
    const estimate = estimates[i]!;
    const brand = train[0]!.brand;
    if (estimate.ok) brands.set(brand, [...(brands.get(brand) ?? []), estimate.value]);
  });
  const priced = parts.map(({ train }, i): Priced => {
    const { store, brand } = train[0]!;
    const prior = categoryPrior(brands.get(brand) ?? []);
    const estimate = estimates[i]!;
    const recent = train.slice(-RECENT_WEEKS);
    const heldMinor = Math.round(median(recent.map(({ price }) => price)) * OUNCES * 100);
    const costMinor = Math.round(median(recent.map(({ unitCost }) => unitCost)) * OUNCES * 100);
    const weeklyUnits = Math.exp(recent.reduce((sum, { logUnits }) => sum + logUnits, 0) / RECENT_WEEKS) / OUNCES;
    const { priceMinor: proposedMinor } = proposePrice({
      priceMinor: heldMinor,
      costMinor,
      weeklyUnits,
      elasticity: estimate.ok ? shrinkElasticity(estimate.value, prior) : prior,
      terms: { taxRate: 0, taxIncluded: false },
      marginFloor: 0.15,
      largestMove: 0.1,
    });
    const truth = elasticityElsewhere(
      parts.map(({ test }) => test).filter(([first]) => first!.brand === brand && first!.store !== store),
    );
    const profit = (price: number) => (price - costMinor) * weeklyUnits * (price / heldMinor) ** truth;
    return { store, markup: heldMinor / costMinor, profit, costMinor, heldMinor, proposedMinor };
  });
  const usual = median(priced.map(({ markup }) => markup));
  const byStore = new Map<number, Priced[]>();
  for (const item of priced) byStore.set(item.store, [...(byStore.get(item.store) ?? []), item]);
  const stores = [...byStore.values()].map((own) => ({
    ours: total(own, ({ profit, proposedMinor }) => profit(proposedMinor)),
    held: total(own, ({ profit, heldMinor }) => profit(heldMinor)),
    costPlus: total(own, ({ profit, costMinor }) => profit(Math.round(costMinor * usual))),
  }));
  return [
    atMost("juice: probability of no more profit than holding", notBetter(stores, "held"), 0.1),
    atMost("juice: probability of no more profit than cost plus", notBetter(stores, "costPlus"), 0.1),
  ];
}

/** Pooled within stores: ln sales on ln price, deal and feature, all as deviations from the store's mean. */
function elasticityElsewhere(stores: readonly (readonly JuiceWeek[])[]): number {
  const regressors: ((week: JuiceWeek) => number)[] = [
    (week) => Math.log(week.price),
    (week) => week.deal,
    (week) => week.feature,
  ];
  const deviations = (of: (week: JuiceWeek) => number) =>
    stores.flatMap((weeks) => {
      const centre = total(weeks, of) / weeks.length;
      return weeks.map((week) => of(week) - centre);
    });
  const fitted = leastSquares(
    regressors.map(deviations),
    deviations(({ logUnits }) => logUnits),
  );
  return fitted!.coefficients[0]!;
}

/** Share of bootstrap samples of the stores in which the proposals earned no more than the rival. */
function notBetter(
  stores: readonly Record<"ours" | "held" | "costPlus", number>[],
  rival: "held" | "costPlus",
): number {
  let state = 1;
  const samples = 4000;
  let worse = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    let difference = 0;
    for (let draw = 0; draw < stores.length; draw += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const store = stores[Math.floor((state / 2 ** 32) * stores.length)]!;
      difference += store.ours - store[rival];
    }
    if (difference <= 0) worse += 1;
  }
  return worse / samples;
}

function total<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}
