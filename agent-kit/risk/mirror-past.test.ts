import { expect, it } from "vitest";
import { mirrorFeatures } from "./mirror-past.ts";

const row = (about: Record<string, unknown>) => ({
  total_minor: 1_000,
  amounts: "[0,null,null]",
  settled: 0,
  ...about,
});

it("measures an amount against those before it, once there are enough of them", () => {
  const amounts = (count: number) => JSON.stringify([count, Math.log(1_000), Math.log(1_000) ** 2 + 0.25]);
  const z = (about: Record<string, unknown>) => mirrorFeatures(row(about), {}).amountZ;
  expect(z({ amounts: amounts(30), total_minor: 1_000 })).toBeCloseTo(0, 9);
  expect(z({ amounts: amounts(30), total_minor: 1_000 * Math.E })).toBeCloseTo(2, 6);
  expect(z({ amounts: amounts(29) })).toBeNull();
  expect(z({ amounts: amounts(30), total_minor: 0 })).toBeNull();
});

it("knows an old customer from the first day, and a guest by nothing", () => {
  expect(mirrorFeatures(row({ settled: 7 }), { priorGoodOrders: 2 }).priorGoodOrders).toBe(7);
  expect(mirrorFeatures(row({}), { priorGoodOrders: 2 }).priorGoodOrders).toBe(2);
  expect(mirrorFeatures(row({}), { priorGoodOrders: null }).priorGoodOrders).toBeNull();
  expect(mirrorFeatures(undefined, {})).toEqual({ amountZ: null, priorGoodOrders: null });
});
