import { expect, it } from "vitest";
import { readLines } from "./read-lines.ts";

it("reads a SKU and a price a line, however they are kept apart", () => {
  expect(readLines("85123A 2.95\n\n 22423;12\nPOST,5.5\r\nA B\t7,25", "GBP")).toEqual({
    changes: [
      { sku: "85123A", priceMinor: 295 },
      { sku: "22423", priceMinor: 1_200 },
      { sku: "POST", priceMinor: 550 },
      { sku: "A B", priceMinor: 725 },
    ],
    unreadable: [],
  });
});

it("names the lines that are no price, and takes no half of one", () => {
  expect(readLines("85123A\n85123A 2.955\n85123A free\nX 0", "GBP")).toEqual({
    changes: [],
    unreadable: ["85123A", "85123A 2.955", "85123A free", "X 0"],
  });
});
