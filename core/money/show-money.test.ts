import { expect, it } from "vitest";
import { showCount, showMoney } from "./show-money.ts";

it("shows money with its currency's sign and digits", () => {
  expect(showMoney(9_003_516, "GBP")).toBe("£90,035.16");
  expect(showMoney(-5, "GBP")).toBe("-£0.05");
  expect(showMoney(1_500, "JPY")).toBe("JP¥1,500");
});

it("shows counts in groups", () => {
  expect(showCount(127_733)).toBe("127,733");
});
