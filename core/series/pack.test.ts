import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DailySeries, type DayFigures, emptySeries, figuresOn, lastDayOf, withDays } from "./daily-series.ts";
import { packSeries, unpackSeries } from "./pack.ts";

const quantity = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.nat(40) },
  fc.nat(80_995),
);
const figures: fc.Arbitrary<DayFigures> = fc.record({
  unitsSold: quantity,
  unitsReturned: quantity,
  revenueMinor: fc.oneof(fc.constant(0), fc.integer({ min: -(2 ** 40), max: 2 ** 50 })),
  orders: fc.nat(300),
  stockAtClose: fc.oneof(fc.constant(null), fc.constant(0), fc.integer({ min: -500, max: 100_000 })),
});
const seriesOf = (firstDay: number, days: DayFigures[]) =>
  withDays(emptySeries(firstDay), new Map(days.map((day, at) => [firstDay + at, day])));
const series = fc
  .tuple(fc.integer({ min: -1000, max: 40_000 }), fc.array(figures, { maxLength: 400 }))
  .map(([firstDay, days]) => seriesOf(firstDay, days));

function unpacked(bytes: Uint8Array): DailySeries {
  const result = unpackSeries(bytes);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe("packed series", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(series, (value) => {
        expect(unpacked(packSeries(value))).toEqual(value);
      }),
    );
  });

  it("keeps unknown stock apart from no stock", () => {
    const value = seriesOf(20_000, [
      { unitsSold: 0, unitsReturned: 0, revenueMinor: 0, orders: 0, stockAtClose: null },
      { unitsSold: 0, unitsReturned: 0, revenueMinor: 0, orders: 0, stockAtClose: 0 },
      { unitsSold: 0, unitsReturned: 0, revenueMinor: 0, orders: 0, stockAtClose: -3 },
    ]);
    expect(unpacked(packSeries(value)).stockAtClose).toEqual([null, 0, -3]);
  });

  it("takes at most an eighth of its numbers as JSON for a year of a seller every third day", () => {
    const year = Array.from({ length: 365 }, (_, day) => ({
      unitsSold: day % 3 === 0 ? (day % 7) + 1 : 0,
      unitsReturned: 0,
      revenueMinor: day % 3 === 0 ? ((day % 7) + 1) * 295 : 0,
      orders: day % 3 === 0 ? 1 : 0,
      stockAtClose: null,
    }));
    const value = seriesOf(20_000, year);
    expect(packSeries(value).length).toBeLessThan(JSON.stringify(value).length / 8);
    expect(packSeries(withDays(emptySeries(0), new Map(), 364)).length).toBeLessThan(16);
  });

  it("calls every cut-off copy damaged", () => {
    fc.assert(
      fc.property(series, fc.nat(), (value, cut) => {
        const bytes = packSeries(value);
        expect(unpackSeries(bytes.slice(0, cut % bytes.length))).toMatchObject({ ok: false });
      }),
    );
  });

  it("never throws nor allocates without bound on arbitrary bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const result = unpackSeries(Uint8Array.of(1, ...bytes));
        if (result.ok) expect(packSeries(result.value).length).toBeGreaterThan(0);
      }),
    );
  });

  it("says when it meets a format it does not know", () => {
    expect(unpackSeries(Uint8Array.of(9, 0, 0))).toEqual({ ok: false, error: { kind: "unknown-format", format: 9 } });
  });
});

describe("days of a series", () => {
  it("are replaced, appended and put before the first without touching the others", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -50, max: 450 }), figures, (value, offset, figuresThen) => {
        const frozen = structuredClone(value);
        const day = value.firstDay + offset;
        const changed = withDays(value, new Map([[day, figuresThen]]));
        expect(value).toEqual(frozen);
        expect(figuresOn(changed, day)).toEqual(figuresThen);
        for (const other of [value.firstDay, day - 1, day + 1, lastDayOf(value)])
          if (other !== day) expect(figuresOn(changed, other)).toEqual(figuresOn(value, other));
      }),
    );
  });

  it("reach as far as asked, quiet where nothing is known", () => {
    const value = withDays(seriesOf(100, []), new Map(), 102);
    expect(lastDayOf(value)).toBe(102);
    expect(value.stockAtClose).toEqual([null]);
  });
});
