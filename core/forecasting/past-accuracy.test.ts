import { expect, test } from "vitest";
import { accuracyOf, addErrors, judgePast } from "./past-accuracy.ts";

const SEASONAL = Array.from({ length: 40 }, (_, t) => [10, 20, 30, 40][t % 4]! + (t % 3));

function judged(values: readonly number[], seasonLength: number, horizon: number) {
  const result = judgePast({ values, seasonLength, horizon });
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
}

test("a seasonal item is forecast better than by its last value", () => {
  const { forecast, naive, seasonalNaive } = judged(SEASONAL, 4, 4);
  expect(forecast.points).toBe(16);
  expect(accuracyOf(forecast)!.wape).toBeLessThan(accuracyOf(naive)!.wape / 3);
  expect(accuracyOf(seasonalNaive!)!.wape).toBeLessThan(0.1);
});

test("less than a season of past makes the seasonal naive not computable", () => {
  expect(judged(SEASONAL.slice(0, 30), 52, 4).seasonalNaive).toBeNull();
  expect(judgePast({ values: [1, 2, 3], seasonLength: 1, horizon: 4 })).toEqual({
    ok: false,
    error: { kind: "too-short", periods: 3, needed: 12 },
  });
  expect(judgePast({ values: new Array(30).fill(5), seasonLength: 1, horizon: 4 })).toMatchObject({
    error: { kind: "never-changed" },
  });
});

test("a spike is judged where it lies and changes nothing before it", () => {
  const spiked = [...SEASONAL.slice(0, 36), 9999, 9999, 9999, 9999];
  const last = judgePast({ values: spiked, seasonLength: 4, horizon: 4 }, 1);
  const both = judgePast({ values: spiked, seasonLength: 4, horizon: 4 }, 2);
  const before = judgePast({ values: SEASONAL.slice(0, 36), seasonLength: 4, horizon: 4 }, 1);
  if (!last.ok || !both.ok || !before.ok) throw new Error("not judged");
  const apart = addErrors([last.value.forecast, before.value.forecast]);
  for (const [key, value] of Object.entries(both.value.forecast)) {
    expect(value).toBeCloseTo(apart[key as keyof typeof apart], 6);
  }
});

test("errors add up over items, and nothing sold has no relative error", () => {
  const { naive } = judged(SEASONAL, 4, 4);
  const twice = addErrors([naive, naive, null]);
  expect(twice.points).toBe(2 * naive.points);
  expect(accuracyOf(twice)!.wape).toBeCloseTo(accuracyOf(naive)!.wape, 12);
  expect(accuracyOf(addErrors([]))).toBeNull();
});
