import { expect, it } from "vitest";
import type { ChannelLine } from "#core/inventory/channel-lines.ts";
import { readLines, writeLines } from "./lines.ts";

const line = (sku: string, own: Partial<ChannelLine> = {}): ChannelLine => ({
  sku,
  quantity: 3,
  priceMinor: 1_299,
  currency: "GBP",
  version: { eventAt: 1_795_000_000_000, seenAt: 1_795_000_000_001, undone: 0 },
  ...own,
});

it("writes what catalogues read, and reads back what it wrote, whatever a SKU holds", () => {
  const lines = ['A "1"', "B,2", "C;3", "D\t4", "Ω", "85123A"].map((sku) => line(sku));
  lines.push(
    line("JP", { currency: "JPY", priceMinor: 500, quantity: 0, version: { eventAt: 1, seenAt: 2, undone: 1 } }),
  );
  const held = new Map(lines.map((each) => [each.sku, each]));
  const text = writeLines(held);
  expect(text.split("\r\n").slice(0, 2)).toEqual([
    "id,availability,quantity,price,version",
    "85123A,in_stock,3,12.99 GBP,1795000000000.1795000000001.0",
  ]);
  expect(text).toContain("JP,out_of_stock,0,500 JPY,1.2.1");
  expect(readLines(text)).toEqual(new Map([...held].toSorted(([a], [b]) => (a < b ? -1 : 1))));
});

it("takes a line without our version for older than any, and one that is no line for none", () => {
  const text = "id,quantity,price\nA,2,5.00 GBP\nB,two,5.00 GBP\nC,1,free\n,1,5.00 GBP\n";
  expect([...readLines(text).values()]).toEqual([
    line("A", { quantity: 2, priceMinor: 500, version: { eventAt: 0, seenAt: 0, undone: 0 } }),
  ]);
  expect(readLines("")).toEqual(new Map());
});
