import { describe, expect, it } from "vitest";
import { mentions, withoutTerms } from "./terms.ts";

const british = ["+44 7700 900123"];

describe("a telephone number", () => {
  it.each([
    "+447700900123",
    "447700900123",
    "+44-7700-900 123",
    "+44 (0)7700.900123",
    "(0)7700.900123",
    "07700 900 123",
    "0044 7700 900123",
    "(07700) 900-123",
    "7700900123",
    "+44\u00a07700\u2011900\u2011123",
    "https://wa.me/447700900123",
  ])("is found as %s", (written) => {
    expect(mentions(`call ${written}, please`, british)).toBe(true);
    expect(withoutTerms(`call ${written}, please`, british)).not.toContain("900");
  });

  it.each([
    "gid://shopify/Order/447700900123",
    "gid://shopify/Order/7700900123",
    "gid://shopify/Customer/94477009001234",
    "4477009001234",
    "14477009001231",
    "447700900124",
    "+44 7700 900\n123",
    "44 7700 9001 2",
  ])("is not %j", (other) => {
    expect(mentions(other, british)).toBe(false);
    expect(withoutTerms(other, british)).toBe(other);
  });

  it.each([
    ["+1 212 555 0123", "(212) 555-0123"],
    ["+12125550123", "1.212.555.0123"],
    ["+358 9 1234567", "09 123 4567"],
    ["+4722222222", "+47 22 22 22 22"],
    ["030 1234567", "(030) 123-4567"],
  ])("given as %s is found as %s", (given, written) => {
    expect(mentions(`at ${written}.`, [given])).toBe(true);
  });

  it("of few digits is not taken for any number of them without what shows it to be one", () => {
    expect(mentions("22222222", ["+4722222222"])).toBe(false);
    expect(mentions("2026-11-30", ["+4720261130"])).toBe(false);
  });
});
