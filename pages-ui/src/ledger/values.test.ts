import { expect, it } from "vitest";
import { changesOf, figureText, labelOf } from "./values.ts";

it("shows a plain value as it is", () => {
  expect(changesOf("4.95", "5.20", "GBP")).toEqual([{ label: null, before: "4.95", after: "5.20" }]);
  expect(changesOf(null, 12, "GBP")).toEqual([{ label: null, before: null, after: "12" }]);
});

it("shows only what differs, money by its name, and no ids", () => {
  const before = { variantId: "gid://a", priceMinor: 495, compareAtMinor: null, tags: 1 };
  expect(changesOf(before, { ...before, priceMinor: 520 }, "GBP")).toEqual([
    { label: null, before: "£4.95", after: "£5.20" },
  ]);
  expect(changesOf(before, { ...before, priceMinor: 520, compareAtMinor: 600 }, "GBP")).toEqual([
    { label: "price", before: "£4.95", after: "£5.20" },
    { label: "compare at", before: null, after: "£6.00" },
  ]);
});

it("does not say a row's own name again, nor shout", () => {
  expect(changesOf(null, { status: "DRAFT", title: "MUG", vendor: "ACME" }, "GBP", "MUG")).toEqual([
    { label: "status", before: null, after: "draft" },
    { label: "vendor", before: null, after: "ACME" },
  ]);
});

it("reads a figure's unit from its name", () => {
  expect(figureText("expectedGainMinor", -1100, "GBP")).toBe("−£11.00");
  expect(figureText("probabilityOfGain", 0.871, "GBP")).toBe("87.1\u00a0%");
  expect(figureText("coverDays", 9, "GBP")).toBe("9\u00a0d");
  expect(figureText("elasticity", -1.31, "GBP")).toBe("−1.3");
  expect(labelOf("netMarginPercent")).toBe("net margin");
  expect(labelOf("fraud.expected-saving-minor")).toBe("fraud expected saving");
});
