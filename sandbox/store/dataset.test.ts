import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type Dataset, decodeDataset, encodeDataset } from "./dataset.ts";

const small: Dataset = {
  skus: ["A1", "B2"],
  titles: ['A "NICE" THING', "É"],
  countries: ["United Kingdom", "EIRE"],
  invoices: ["536365", "C536364", "536370"],
  placedAtMinutes: [21_500_000, 21_500_001, 21_499_000],
  customers: [17_850, 12_346, 17_850],
  countryIndex: [0, 1, 0],
  firstLine: [0, 2, 3, 3],
  skuIndex: [0, 1, 0],
  quantity: [6, 80_995, -80_995],
  unitPriceMinor: [255, 64_950, 1],
};

test("decodes exactly what was encoded, returns and empty orders too", () => {
  expect(decodeDataset(encodeDataset(small))).toEqual(small);
});

test("refuses bytes that are cut short or something else", () => {
  expect(() => decodeDataset(gzipSync("something else entirely, but long enough to be read"))).toThrow(RangeError);
});

test("ships every row of the public data set", () => {
  const packed = readFileSync(join(import.meta.dirname, "../data/online-retail.gz"));
  const data = decodeDataset(packed);
  const returns = data.invoices.filter((invoice) => invoice.startsWith("C"));
  expect(packed.length).toBeLessThan(2_500_000);
  expect([data.invoices.length, returns.length, data.skuIndex.length, data.skus.length]).toEqual([
    21_785, 3_383, 404_876, 3_676,
  ]);
  expect(new Set(data.customers).size).toBe(4_362);
  const soldMinor = data.quantity.reduce(
    (total, quantity, line) => total + (quantity > 0 ? quantity * (data.unitPriceMinor[line] ?? 0) : 0),
    0,
  );
  expect(soldMinor).toBe(876_106_665);
  expect(new Date((data.placedAtMinutes[0] ?? 0) * 60_000).toISOString()).toBe("2010-12-01T08:26:00.000Z");
});
