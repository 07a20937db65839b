import fc from "fast-check";
import { expect, test } from "vitest";
import { falseDiscoveryControl } from "./false-discovery.ts";
import { logGrowth } from "./log-growth.ts";
import { mannKendall } from "./mann-kendall.ts";
import { senSlope } from "./sen-slope.ts";

test("a rising series has the largest S and the textbook variance", () => {
  const result = mannKendall([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(result).toMatchObject({ s: 45, variance: 125 });
  expect(result.z).toBeCloseTo(44 / Math.sqrt(125), 12);
  expect(result.p).toBeCloseTo(8.303e-5, 8);
});

test("ties lower the variance and a flat series has no trend", () => {
  expect(mannKendall([1, 1, 2, 2]).variance).toBeCloseTo((4 * 3 * 13 - 2 * (2 * 1 * 9)) / 18, 12);
  expect(mannKendall([3, 3, 3])).toMatchObject({ s: 0, z: 0, p: 1 });
  expect(mannKendall([])).toMatchObject({ s: 0, p: 1 });
});

test("turning a series round turns the sign and nothing else", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 30 }), (values) => {
      const forward = mannKendall(values);
      const backward = mannKendall([...values].reverse());
      expect(backward.z).toBeCloseTo(-forward.z, 12);
      expect(backward.p).toBeCloseTo(forward.p, 12);
    }),
  );
});

test("Sen's slope shrugs off an outlier", () => {
  expect(senSlope([1, 3, 5, 7, 100, 11])).toBeCloseTo(2, 12);
});

test("findings follow Benjamini and Hochberg's own example", () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  expect(falseDiscoveryControl(p, 0.05).filter(Boolean)).toHaveLength(4);
  expect(falseDiscoveryControl([0.9, Number.NaN, 0.01], 0.1)).toEqual([false, false, true]);
});

test("growth compares four weeks with the eight before, damped", () => {
  const steady = logGrowth(new Array(12).fill(10));
  expect(steady.score).toBeCloseTo(0, 12);
  expect(steady.sd).toBeCloseTo(Math.sqrt(1 / 45 + 1 / 85), 12);
  expect(logGrowth([...new Array(8).fill(10), 20, 20, 20, 20]).score).toBeCloseTo(Math.log(85 / 45), 12);
  expect(logGrowth([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]).lower).toBeLessThan(0);
  expect(logGrowth([1, 2]).score).toBe(0);
});
