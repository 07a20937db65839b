import { expect, it } from "vitest";
import type { Purchase } from "./api.ts";
import { purchaseCsv, purchasesSentence } from "./purchase-words.ts";

const purchase = (status: Purchase["status"], totalMinor = 10_000) =>
  ({ status, totalMinor, currency: "GBP" }) as Purchase;

it("says what is to be ordered and what is on its way", () => {
  expect(purchasesSentence([])).toBe("No purchase is to be ordered.");
  expect(purchasesSentence([purchase("draft"), purchase("draft", 2050), purchase("cancelled")])).toBe(
    "Two purchases are to be ordered, £121 in all.",
  );
  expect(purchasesSentence([purchase("sent")])).toBe("No purchase is to be ordered. One on the way.");
});

it("writes lines that no spreadsheet takes for a formula", () => {
  const line = { variantId: "gid://1", received: 0, unitCostMinor: 123_456 };
  const lines = [
    { ...line, sku: "A1", title: 'Tea "Set", blue', quantity: 2 },
    { ...line, sku: "=cmd", title: "x", quantity: 1, unitCostMinor: null },
  ];
  expect(purchaseCsv({ lines, currency: "GBP" }).split("\r\n")).toEqual([
    "sku,title,quantity,unit cost GBP",
    'A1,"Tea ""Set"", blue",2,1234.56',
    "'=cmd,x,1,",
  ]);
});
