import path from "node:path";
import { olsElasticity } from "#core/pricing/elasticity.ts";
import { categoryPrior, type MeasuredElasticity, shrinkElasticity } from "#core/pricing/shrink-elasticity.ts";
import { atMost, type Check, farthest } from "./check.ts";
import { type JuiceWeek, juiceItems } from "./juice-weeks.ts";
import { readCsv } from "./read.ts";

/** Taddy's published elasticities by brand (Business Data Science, 2019), from the interacted model. */
const PUBLISHED: Readonly<Record<string, number>> = {
  dominicks: -3.37753,
  "minute.maid": -3.320735,
  tropicana: -2.711769,
};
const TEST_WEEKS = 26;

/** Orange juice: published coefficients, and shrinkage against plain OLS on weeks not fitted. */
export function elasticityChecks(dataFolder: string): Check[] {
  const folder = path.join(dataFolder, "price_elasticity");
  const rows = readCsv(folder, "oj_taddy.csv").map(({ price, sales, brand }) => ({
    brand: brand!,
    price: Number(price),
    quantity: Number(sales),
  }));
  const fitted = Object.keys(PUBLISHED).map((brand) => {
    const estimate = olsElasticity(rows.filter((row) => row.brand === brand));
    return estimate.ok ? estimate.value.elasticity : Number.NaN;
  });
  const checks = [atMost("OLS elasticities, largest difference", farthest(fitted, Object.values(PUBLISHED)), 1e-6)];
  const items = juiceItems(dataFolder);
  for (const trainWeeks of [15, 26]) {
    const { ols, general, category } = outOfSample(items, trainWeeks);
    checks.push(atMost(`${trainWeeks} weeks: shrunk to the general prior, against OLS`, general / ols, 0.999));
    checks.push(atMost(`${trainWeeks} weeks: shrunk to the brand's prior, against OLS`, category / ols, 0.999));
  }
  return checks;
}

/** Mean squared error of what each elasticity says about the deviations of later weeks. */
function outOfSample(items: readonly JuiceWeek[][], trainWeeks: number) {
  const measured = items.flatMap((weeks) => {
    const test = weeks.slice(trainWeeks, trainWeeks + TEST_WEEKS);
    if (test.length < 20) return [];
    const train = weeks.slice(0, trainWeeks);
    const estimate = olsElasticity(
      train.map(({ price, logUnits, deal }) => ({ price, quantity: Math.exp(logUnits), promo: deal })),
    );
    return estimate.ok ? [{ brand: weeks[0]!.brand, estimate: estimate.value, test }] : [];
  });
  const brands = new Map<number, MeasuredElasticity[]>();
  for (const { brand, estimate } of measured) brands.set(brand, [...(brands.get(brand) ?? []), estimate]);
  const priors = new Map([...brands].map(([brand, estimates]) => [brand, categoryPrior(estimates)]));
  const error = (elasticity: (item: (typeof measured)[number]) => number) =>
    measured.reduce((sum, item) => sum + deviationError(item.test, elasticity(item)), 0) / measured.length;
  return {
    ols: error(({ estimate }) => estimate.elasticity),
    general: error(({ estimate }) => shrinkElasticity(estimate).mean),
    category: error(({ estimate, brand }) => shrinkElasticity(estimate, priors.get(brand)).mean),
  };
}

function deviationError(weeks: readonly JuiceWeek[], elasticity: number): number {
  const mean = (of: (week: JuiceWeek) => number) => weeks.reduce((sum, week) => sum + of(week), 0) / weeks.length;
  const logPrice = mean(({ price }) => Math.log(price));
  const logUnits = mean((week) => week.logUnits);
  return mean((week) => (week.logUnits - logUnits - elasticity * (Math.log(week.price) - logPrice)) ** 2);
}
