import { expect, it } from "vitest";
import { decide } from "./decide.ts";
import { accuracyOfPast, nightMeasures, nightOf } from "./night.ts";
import { inventoryPricingSettings } from "./settings.ts";
import { snapshotOfOneSeller, today } from "./snapshot.fixture.ts";

const settings = inventoryPricingSettings.parse({});
const now = today * 86_400_000;

it("judges forecasts of a variant's own past only in the night's run, beside the naive", () => {
  const plain = decide(snapshotOfOneSeller(), settings, now).knowledge!.outlooks[0]!;
  expect(plain).not.toHaveProperty("accuracy");
  const judged = decide({ ...snapshotOfOneSeller(), night: "2026-11-22" }, settings, now).knowledge!.outlooks[0]!;
  expect(judged.accuracy).toMatchObject({ night: "2026-11-22", forecast: { points: 16 }, naive: { points: 16 } });
});

it("computes no seasonal naive from less than a year before the first week judged", () => {
  expect(
    decide({ ...snapshotOfOneSeller(), night: "n" }, settings, now).knowledge!.outlooks[0]!.accuracy,
  ).toMatchObject({
    seasonalNaive: null,
  });
  const { demand } = decide(snapshotOfOneSeller(), settings, now).knowledge!.outlooks[0]!;
  const past = Array.from({ length: 80 }, (_, week) => 20 + (week % 52));
  expect(accuracyOfPast({ ...demand, past }, "n")?.seasonalNaive).toMatchObject({ points: 16 });
});

it("sums a night as its parts, and says what cannot be computed", () => {
  const sums = { points: 8, actual: 100, absolute: 30, signed: -10, scaledSquares: 18, inside80: 6, inside95: 8 };
  const row: Record<string, unknown> = { variants: 5, judged: 3, seasonal: 0 };
  for (const [key, value] of Object.entries(sums)) row[`forecast_${key}`] = value;
  for (const [key, value] of Object.entries(sums)) row[`naive_${key}`] = 2 * value;
  const night = nightOf(row, "2026-11-22");
  expect(night).toMatchObject({
    judged: 3,
    notJudged: 2,
    forecast: { wape: 0.3, bias: -0.1, rmsse: 1.5, coverage80: 0.75, coverage95: 1 },
    seasonalNaive: null,
    withSeason: 0,
    forecastWithSeason: null,
  });
  expect(nightMeasures(night)["seasonal naive WAPE %"]).toMatch(/^not computable/);
});

it("lets a new item borrow its category's speed, and an old one that never sold none", () => {
  const quiet = { firstDay: today, unitsSold: [], unitsReturned: [], revenueMinor: [], orders: [], stockAtClose: [] };
  const pricing = { band: null, tags: [], taggedAt: 0, fixed: [], createdAt: now - 14 * 86_400_000 };
  const { shop, variants } = snapshotOfOneSeller({ series: quiet, lines: [], available: 3, pricing });
  const speeds = { Kitchen: 2 };
  const snapshot = {
    phase: "variants" as const,
    shop: { ...shop, classCuts: { ...shop.classCuts, speeds } },
    variants,
    counts: [],
  };
  const { knowledge, measures } = decide(snapshot, settings, now);
  expect(measures).toMatchObject({ "borrowed from category": 1, "too-little-past": 0 });
  const [outlook] = knowledge!.outlooks;
  expect(outlook!.demand).toMatchObject({ method: "category", borrowed: { shape: 56 } });
  expect(outlook!.demand.weeklyMean).toBeCloseTo((7 * 56) / 42, 9);
  expect(outlook!.stock.need?.quantity).toBeGreaterThan(0);
  const old = { ...variants[0]!, pricing: { ...pricing, createdAt: now - 200 * 86_400_000 } };
  expect(decide({ ...snapshot, variants: [old] }, settings, now).measures).toMatchObject({ "too-little-past": 1 });
});
