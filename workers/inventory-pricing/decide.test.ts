import { expect, it } from "vitest";
import { decide } from "./decide.ts";
import { inventoryPricingSettings } from "./settings.ts";
import { snapshotOfOneSeller, today } from "./snapshot.fixture.ts";

const settings = inventoryPricingSettings.parse({});
const now = Date.parse("2026-11-22T10:00:00Z");

function decided(change: Parameters<typeof snapshotOfOneSeller>[0] = {}) {
  return decide(snapshotOfOneSeller(change), settings, now);
}

it("raises a price whose buyers mind little, by no more than the largest move, and says why", () => {
  const { decisions } = decided();
  expect(decisions).toHaveLength(1);
  const [raise] = decisions;
  expect(raise).toMatchObject({ kind: "price.set", intent: "raise", currency: "GBP", before: { priceMinor: 1_200 } });
  expect(raise!.movePercent).toBeGreaterThan(0);
  expect(raise!.movePercent).toBeLessThanOrEqual(10);
  expect(raise!.impactMinor).toBeGreaterThan(0);
  expect(raise!.reasons.map(({ code }) => code)).toContain("expected-gain");
  expect(raise!.provenance).toMatchObject({ cost: "measured", weeklyUnits: "estimated", tax: "assumed" });
});

it("speaks of money as a person reads it", () => {
  const texts = decided().decisions[0]!.reasons.map(({ text }) => text);
  expect(texts[0]).toMatch(/^£12\.00 → £1[23]\.\d\d, expected £\d/);
  expect(texts.join(" ")).not.toMatch(/\b1[23]\d\d\b/);
});

it("proposes nothing where the cost is unknown, and says so", () => {
  const { decisions, measures } = decided({ costMinor: null });
  expect(decisions).toEqual([]);
  expect(measures).toMatchObject({ "held cost-unknown": 1 });
});

it("proposes nothing where the price depends on the quantity bought", () => {
  const lines = snapshotOfOneSeller().variants[0]!.lines.flatMap((line, at) =>
    at % 5 === 0 ? [line, { ...line, unitPriceMinor: line.unitPriceMinor - 200, quantity: 24 }] : [line],
  );
  const { decisions, measures } = decided({ lines });
  expect(decisions).toEqual([]);
  expect(measures).toMatchObject({ "held quantity-breaks": 1 });
});

it("does not touch a price again within its cool-down", () => {
  expect(decided({ priceChangedAt: now - 71 * 3_600_000 }).measures).toMatchObject({ "held cool-down": 1 });
});

it("marks what rests on an invented cost", () => {
  expect(decided({ costGenerated: true }).decisions[0]?.provenance).toMatchObject({ cost: "generated" });
});

it("orders what runs out before more arrives, counting what is already on its way", () => {
  const short = decided({ available: 10 }).knowledge?.outlooks[0]?.stock;
  expect(short?.need).toMatchObject({ supplier: "Weaver", position: 10, unitCostMinor: 300 });
  expect(short!.need!.quantity).toBeGreaterThan(short!.reorderPoint - 10);
  expect(decided({ available: 10, incoming: 2_000 }).knowledge?.outlooks[0]?.stock.need).toBeNull();
});

it("makes one purchase draft a supplier, dearest loss first", () => {
  const need = {
    sku: "x",
    title: "x",
    quantity: 10,
    unitCostMinor: 100,
    costGenerated: false,
    position: 0,
    reorderPoint: 5,
    daysOfCover: 0,
    weeklyUnits: 7,
  };
  const { shop } = snapshotOfOneSeller();
  const needs = [
    { ...need, variantId: "v1", supplier: "A", lossMinor: 1 },
    { ...need, variantId: "v2", supplier: "A", lossMinor: 9 },
    { ...need, variantId: "v3", supplier: "B", lossMinor: 5 },
  ];
  const { decisions } = decide({ phase: "orders", shop, needs }, settings, now);
  expect(decisions.map(({ target, moneyMinor, basis }) => [target, moneyMinor, basis])).toEqual([
    ["supplier:A", 2_000, `day ${today}`],
    ["supplier:B", 1_000, `day ${today}`],
  ]);
  expect(decisions[0]?.payload).toMatchObject({ lines: [{ variantId: "v2" }, { variantId: "v1" }] });
});

it("corrects stock by the difference somebody counted, never by more", () => {
  const count = {
    id: "c1",
    variantId: "v",
    itemId: "i",
    locationId: "l",
    title: "t",
    counted: 40,
    availableThen: 50,
    available: 45,
    source: "Ann",
  };
  const { decisions } = decide(
    { ...snapshotOfOneSeller(), variants: [], counts: [count, { ...count, id: "c2", counted: 50 }] },
    settings,
    now,
  );
  expect(decisions).toMatchObject([
    { kind: "stock.sync", payload: { delta: -10, countId: "c1" }, after: { available: 35 } },
  ]);
});
