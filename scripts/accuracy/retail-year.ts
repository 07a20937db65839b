import { forecastDemand } from "#core/forecasting/demand-forecast.ts";
import { forecast } from "#core/forecasting/forecast.ts";
import { sesRate } from "#core/forecasting/ses.ts";
import { leadTimeQuantiles } from "#core/inventory/lead-time-distribution.ts";
import { atMost, type Check } from "./check.ts";
import { type RetailItem, retailItems, WEEKS } from "./retail-weeks.ts";

const TRAIN = 26;
const LEAD = 2;
/** Orders placed weekly arrive two weeks later: what is ordered must last three. */
const PROTECTED = LEAD + 1;
const SERVICE = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.99];
const BUDGET_SERVICE = SERVICE.indexOf(0.9);

/** Units to order, given the weeks seen so far and what is on hand and on order. */
type Policy = (item: number, week: number, position: number) => number;

interface Outcome {
  readonly lostShare: number;
  readonly stockValue: number;
}

/**
 * The shop's year week by week, its second half judged: forecasts against SES(0.2), and reordering against min/max levels
 * tuned on the first half. Our service level is the highest that holds no more stock value than min/max did.
 */
export function retailYearChecks(dataFolder: string): Check[] {
  const items = retailItems(dataFolder).filter(({ weekly }) => weekly.slice(0, TRAIN).some((units) => units > 0));
  const ours = orderUpTo(items);
  const budget = simulate(items, 8, TRAIN, ours(BUDGET_SERVICE)).stockValue;
  const rival = simulate(items, TRAIN, WEEKS, tunedMinMax(items, budget));
  const outcomes = SERVICE.map((_, level) => simulate(items, TRAIN, WEEKS, ours(level)));
  const affordable = outcomes.filter(({ stockValue }) => stockValue <= rival.stockValue).at(-1);
  const [wapeOurs, wapeSes] = oneWeekAhead(items);
  return [
    atMost("retail year: one-week WAPE against SES(0.2)", wapeOurs / wapeSes, 0.99),
    atMost(
      `retail year: lost units against tuned min/max (${percent(rival.lostShare)}) at no more stock`,
      affordable === undefined ? Number.POSITIVE_INFINITY : affordable.lostShare / rival.lostShare,
      0.99,
    ),
  ];
}

function oneWeekAhead(items: readonly RetailItem[]): [number, number] {
  let ours = 0;
  let ses = 0;
  let sold = 0;
  for (const { weekly } of items) {
    const first = weekly.findIndex((units) => units > 0);
    for (let week = Math.max(TRAIN, first + 4); week < WEEKS; week += 1) {
      const past = weekly.slice(first, week);
      const made = forecast({ values: past, seasonLength: 52, horizon: 1 });
      if (!made.ok) throw new Error(made.error.kind);
      ours += Math.abs(weekly[week]! - made.value.mean[0]!);
      ses += Math.abs(weekly[week]! - sesRate(past, 0.2));
      sold += weekly[week]!;
    }
  }
  return [ours / sold, ses / sold];
}

function orderUpTo(items: readonly RetailItem[]): (level: number) => Policy {
  const known = new Map<number, number[]>();
  return (level) => (item, week, position) => {
    const key = item * WEEKS + week;
    let quantiles = known.get(key);
    if (quantiles === undefined) {
      const { leadTime } = forecastDemand(items[item]!.weekly.slice(0, week + 1), PROTECTED);
      quantiles = leadTimeQuantiles(leadTime, SERVICE);
      known.set(key, quantiles);
    }
    return quantiles[level]! - position;
  };
}

/** The pair of levels, in weeks of mean training demand, that lost least in training within the budget. */
function tunedMinMax(items: readonly RetailItem[], budget: number): Policy {
  const means = items.map(({ weekly }) => {
    const past = weekly.slice(0, TRAIN);
    const sold = past.slice(past.findIndex((units) => units > 0));
    return sold.reduce((sum, units) => sum + units, 0) / sold.length;
  });
  const policy =
    (min: number, max: number): Policy =>
    (item, _, position) =>
      position <= min * means[item]! ? max * means[item]! - position : 0;
  let best = policy(1, 1);
  let least = Number.POSITIVE_INFINITY;
  for (let min = 1; min <= 10; min += 0.5) {
    for (const gap of [0, 0.5, 1, 2, 4]) {
      const candidate = policy(min, min + gap);
      const { lostShare, stockValue } = simulate(items, 8, TRAIN, candidate);
      if (stockValue > budget || lostShare >= least) continue;
      least = lostShare;
      best = candidate;
    }
  }
  return best;
}

/** Weekly review, sales lost when the shelf is empty; stock valued at the mean selling price, the same for every policy. */
function simulate(items: readonly RetailItem[], from: number, to: number, policy: Policy): Outcome {
  let lost = 0;
  let wanted = 0;
  let value = 0;
  items.forEach(({ weekly, meanPrice }, item) => {
    const start = weekly.slice(0, from);
    let stock = Math.round((PROTECTED * start.reduce((sum, units) => sum + units, 0)) / from);
    const arriving = new Array<number>(to + LEAD + 1).fill(0);
    let onOrder = 0;
    for (let week = from; week < to; week += 1) {
      stock += arriving[week]!;
      onOrder -= arriving[week]!;
      const sold = Math.min(stock, weekly[week]!);
      stock -= sold;
      lost += weekly[week]! - sold;
      wanted += weekly[week]!;
      value += stock * meanPrice;
      const order = Math.max(0, Math.round(policy(item, week, stock + onOrder)));
      arriving[week + LEAD]! += order;
      onOrder += order;
    }
  });
  return { lostShare: lost / wanted, stockValue: value / (to - from) };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
