import { expect, it } from "vitest";
import { leading, numbersIn, readReasons, reasonWords } from "./reasons.ts";

it("reads reasons as sentences, and skips what it does not know", () => {
  expect(readReasons(["Held", { code: "gain", text: "Gains." }, 7, { code: "x" }])).toEqual([
    { code: "", text: "Held." },
    { code: "gain", text: "Gains." },
  ]);
});

it("leads with why, not with how the number came about", () => {
  const reasons = readReasons([
    { code: "rounded", text: "Rounded" },
    { code: "expected-gain", text: "Gains" },
    { code: "stock", text: "Covers" },
  ]);
  expect(leading(reasons, 1).map(({ code }) => code)).toEqual(["expected-gain"]);
  expect(leading(reasons.slice(0, 1), 3).map(({ code }) => code)).toEqual(["rounded"]);
});

it("takes only numbers for figures", () => {
  expect(numbersIn({ a: 1, b: "2", c: null })).toEqual([["a", 1]]);
  expect(numbersIn(null)).toEqual([]);
});

it("says a code in words", () => {
  expect(reasonWords("unknown-netMargin")).toMatch(/^its margin is not known/);
  expect(reasonWords("newly-made")).toBe("newly made");
});
