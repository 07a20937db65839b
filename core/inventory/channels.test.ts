import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocateStock } from "./allocate-stock.ts";
import { type ChannelLine, compareVersions, mergeLines, withdrawLines } from "./channel-lines.ts";

const line = (
  sku: string,
  eventAt: number,
  quantity: number,
  own: Partial<ChannelLine["version"]> = {},
): ChannelLine => ({
  sku,
  quantity,
  priceMinor: 100,
  currency: "GBP",
  version: { eventAt, seenAt: 0, undone: 0, ...own },
});
const held = (...lines: ChannelLine[]) => new Map(lines.map((each) => [each.sku, each]));

describe("stock among channels", () => {
  it("divides each location among those that sell from it and keeps back what is not sure", () => {
    const channels = [
      { id: "shopify", share: 0.8, locations: null, buffer: 0 },
      { id: "market", share: 0.2, locations: ["north"], buffer: 1 },
    ];
    const places = [
      { id: "north", available: 20 },
      { id: "south", available: 9 },
    ];
    expect(Object.fromEntries(allocateStock(places, channels))).toEqual({ shopify: 25, market: 3 });
    expect(Object.fromEntries(allocateStock([{ id: "north", available: -4 }], channels))).toEqual({
      shopify: 0,
      market: 0,
    });
  });

  it("promises no unit twice", () => {
    const channel = fc.record({
      share: fc.double({ min: 0, max: 5, noNaN: true }),
      locations: fc.option(fc.uniqueArray(fc.constantFrom("a", "b", "c"))),
      buffer: fc.nat(20),
    });
    const location = fc.record({ id: fc.constantFrom("a", "b", "c"), available: fc.integer({ min: -20, max: 500 }) });
    fc.assert(
      fc.property(
        fc.array(channel, { maxLength: 4 }),
        fc.uniqueArray(location, { selector: ({ id }) => id }),
        (some, places) => {
          const channels = some.map((each, at) => ({ ...each, id: String(at) }));
          const promised = [...allocateStock(places, channels).values()];
          const there = places.reduce((sum, { available }) => sum + Math.max(0, available), 0);
          expect(promised.every((units) => Number.isInteger(units) && units >= 0)).toBe(true);
          expect(promised.reduce((sum, units) => sum + units, 0)).toBeLessThanOrEqual(there);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("a channel's lines", () => {
  it("ends the same in whatever order versions come, each as often as it likes", () => {
    const some = fc.record({
      sku: fc.constantFrom("x", "y"),
      eventAt: fc.nat(5),
      seenAt: fc.nat(3),
      quantity: fc.nat(9),
    });
    fc.assert(
      fc.property(
        fc
          .array(some, { minLength: 1, maxLength: 12 })
          .chain((lines) => fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length }))),
        ([one, other]) => {
          // The same version always says the same.
          const made = (lines: typeof one) =>
            lines.map(({ sku, eventAt, seenAt }) => line(sku, eventAt, eventAt * 10 + seenAt, { seenAt }));
          const endOf = (lines: ChannelLine[]) =>
            lines.reduce<ReadonlyMap<string, ChannelLine>>(
              (known, each) => mergeLines(known, [each]) ?? known,
              new Map(),
            );
          const sorted = (lines: ReadonlyMap<string, ChannelLine>) =>
            [...lines.values()].sort((a, b) => (a.sku < b.sku ? -1 : 1));
          expect(sorted(endOf(made(other)))).toEqual(sorted(endOf([...made(one), ...made(one)])));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("keeps a newer version from an older one, and has nothing to write then", () => {
    expect(mergeLines(held(line("x", 5, 2)), [line("x", 4, 9)])).toBeNull();
    expect(mergeLines(held(line("x", 5, 2)), [line("x", 5, 2)])).toBeNull();
    expect(mergeLines(held(line("x", 5, 2)), [line("x", 6, 1), line("y", 1, 3)])?.get("x")?.quantity).toBe(1);
  });

  it("takes back what still stands, newer than what it undid and older than the next event", () => {
    const was = line("x", 4, 9);
    const ours = line("x", 5, 2);
    const undone = withdrawLines(held(ours, line("y", 5, 1)), [
      { line: ours, was },
      { line: line("y", 5, 1), was: null },
    ]);
    expect([...undone!.values()]).toEqual([{ ...was, version: { eventAt: 5, seenAt: 0, undone: 1 } }]);
    expect(mergeLines(undone!, [ours])).toBeNull();
    expect(mergeLines(undone!, [line("x", 6, 7)])?.get("x")?.quantity).toBe(7);
    expect(withdrawLines(held(line("x", 6, 1)), [{ line: ours, was }])).toBeNull();
    expect(compareVersions(undone!.get("x")!.version, ours.version)).toBeGreaterThan(0);
  });
});
