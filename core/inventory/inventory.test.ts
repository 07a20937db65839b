import { expect, test } from "vitest";
import { abcClasses } from "./abc-class.ts";
import { availableToPromise, syncBuffer } from "./available-to-promise.ts";
import { classifyDemand } from "./classify-demand.ts";
import { daysOfCover, overstockUnits } from "./days-of-cover.ts";
import { economicOrderQuantity } from "./economic-order-quantity.ts";
import { fillRate, safetyFactorForFillRate } from "./fill-rate.ts";
import { leadTimeDistribution, leadTimeQuantiles } from "./lead-time-distribution.ts";
import { newsvendorQuantity } from "./newsvendor.ts";
import { orderQuantity } from "./order-quantity.ts";
import { leadTimeDemandSd, reorderPoint, safetyStock } from "./safety-stock.ts";

test("the four demand classes follow interval and size variation, leading zeros aside", () => {
  expect(classifyDemand([0, 0, 0, 5, 6, 5, 6]).kind).toBe("smooth");
  expect(classifyDemand([5, 50, 1, 5, 80, 2]).kind).toBe("erratic");
  expect(classifyDemand([5, 0, 0, 5, 0, 5]).kind).toBe("intermittent");
  expect(classifyDemand([5, 0, 0, 50, 0, 1]).kind).toBe("lumpy");
  expect(classifyDemand([0, 0]).averageInterval).toBe(Number.POSITIVE_INFINITY);
  expect(classifyDemand([0, 4, 0, 4]).averageInterval).toBeCloseTo(1.5, 12);
});

test("stock formulas give worked values", () => {
  const demand = { dailyMean: 10, dailySd: 4, leadDays: 9, leadSd: 2 };
  expect(leadTimeDemandSd(demand)).toBeCloseTo(Math.sqrt(9 * 16 + 100 * 4), 12);
  expect(safetyStock(demand, 0.95)).toBeCloseTo(1.6448536269514722 * Math.sqrt(544), 9);
  expect(reorderPoint(demand, 0.5)).toBeCloseTo(90, 9);
  expect(leadTimeDemandSd({ ...demand, leadSd: 0, reviewDays: 7 })).toBeCloseTo(16, 12);
  expect(economicOrderQuantity(1000, 50, 4)).toBeCloseTo(158.11388300841898, 10);
  expect(newsvendorQuantity(100, 20, 10, 5, 0)).toBeCloseTo(100, 9);
});

test("fill rate and its safety factor undo each other", () => {
  const k = safetyFactorForFillRate(0.98, 30, 120);
  expect(fillRate(30, k, 120)).toBeCloseTo(0.98, 10);
  expect(fillRate(0, 1, 10)).toBe(1);
  expect(fillRate(10, 0, 0)).toBe(0);
});

test("past variance is carried over in proportion to the forecast level", () => {
  const history = { meanPerPeriod: 10, variancePerPeriod: 40 };
  expect(leadTimeDistribution(10, 2, history)).toEqual({ mean: 20, variance: 80 });
  expect(leadTimeDistribution(5, 2, history)).toEqual({ mean: 10, variance: 40 });
  expect(leadTimeDistribution(0, 2, history)).toEqual({ mean: 0, variance: 0 });
  expect(leadTimeQuantiles({ mean: 0, variance: 0 }, [0.5, 0.99])).toEqual([0, 0]);
});

test("cover and overstock have sane edges", () => {
  expect(daysOfCover(30, 2)).toBe(15);
  expect(daysOfCover(30, 0)).toBe(Number.POSITIVE_INFINITY);
  expect(daysOfCover(-3, 2)).toBe(0);
  expect(overstockUnits(100, 0.5, 120)).toBe(40);
  expect(overstockUnits(10, 0.5, 120)).toBe(0);
});

test("an order is whole packs, at least the minimum, and nothing above the reorder point", () => {
  const need = { position: 12, reorderPoint: 20, economicQuantity: 30 };
  expect(orderQuantity({ ...need, position: 21 })).toBe(0);
  expect(orderQuantity(need)).toBe(38);
  expect(orderQuantity(need, { packSize: 12 })).toBe(48);
  expect(orderQuantity(need, { minimumOrder: 100, packSize: 12 })).toBe(108);
  expect(orderQuantity(need, { maximumOrder: 20, packSize: 12 })).toBe(12);
  expect(orderQuantity(need, { minimumOrder: 100, maximumOrder: 50 })).toBe(0);
});

test("revenue classes split at 80 and 95 percent, the crossing item in the better one", () => {
  expect(abcClasses([10, 70, 15, 0, 5])).toEqual(["B", "A", "A", "C", "C"]);
  expect(abcClasses([])).toEqual([]);
});

test("a stale channel is promised less", () => {
  expect(syncBuffer(4, 0.25, 0.95)).toBe(4);
  expect(availableToPromise(10, 3, 4)).toBe(3);
  expect(availableToPromise(2, 3, 4)).toBe(0);
});
