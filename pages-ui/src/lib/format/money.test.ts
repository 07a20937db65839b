import { describe, expect, it } from "vitest";
import { amount, money, parseAmount } from "./money.ts";

describe("money", () => {
  it("writes minor units with the currency's own digits", () => {
    expect(money(841_200, "GBP")).toBe("£8,412.00");
    expect(money(1200, "JPY")).toBe("JP¥1,200");
    expect(money(1234, "KWD")).toBe("KWD\u00a01.234");
  });

  it("uses a real minus, and a plus only where asked", () => {
    expect(money(-512, "GBP")).toBe("−£5.12");
    expect(money(512, "GBP", { signed: true })).toBe("+£5.12");
    expect(money(0, "GBP", { signed: true })).toBe("£0.00");
  });

  it("drops the pence of large sums only when asked", () => {
    expect(money(841_249, "GBP", { rough: true })).toBe("£8,412");
    expect(money(9_949, "GBP", { rough: true })).toBe("£99.49");
  });

  it("writes columns without the currency", () => {
    expect(amount(495, "GBP")).toBe("4.95");
    expect(amount(-123_456, "EUR")).toBe("−1,234.56");
  });
});

describe("parseAmount", () => {
  it("reads what people type", () => {
    expect(parseAmount("4.95", "GBP")).toBe(495);
    expect(parseAmount(" 5 ", "GBP")).toBe(500);
    expect(parseAmount("4,9", "EUR")).toBe(490);
    expect(parseAmount("1200", "JPY")).toBe(1200);
  });

  it("refuses what is no amount instead of guessing", () => {
    for (const text of ["", "abc", "-1", "4.955", "1e3", "1,234.56"]) expect(parseAmount(text, "GBP"), text).toBeNull();
    expect(parseAmount("4.5", "JPY")).toBeNull();
  });
});
