import fc from "fast-check";
import { expect, it } from "vitest";
import { parseLossless } from "./lossless-json.ts";

it.each([15, 16, 17, 31, 32, 33])("keeps a number of %i digits as it was written, wherever it stands", (digits) => {
  const number = "9".repeat(digits);
  for (let before = 0; before < 20; before += 1) {
    const text = `{"${"k".repeat(before)}":${number},"n":1.5}`;
    const found = Object.values(parseLossless(text) as object)[0];
    expect(String(found)).toBe(digits > 15 ? number : String(Number(number)));
    expect(typeof found).toBe(digits > 15 ? "string" : "number");
  }
});

it("reads everything else as JSON.parse does", () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), (text) => {
      fc.pre(!/\d{16}/.test(text));
      expect(parseLossless(text)).toEqual(JSON.parse(text));
    }),
  );
});
