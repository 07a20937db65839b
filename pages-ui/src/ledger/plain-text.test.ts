import { expect, it } from "vitest";
import { plainText } from "./plain-text.ts";

it("shows an error by its sentence", () => {
  expect(plainText('{"code":"network","message":"Shopify could not be reached."}', "GBP")).toBe(
    "Shopify could not be reached.",
  );
});

it("shows a value inside a sentence as the rows show it", () => {
  const gone = 'changed meanwhile: it is now {"priceMinor":777,"compareAtMinor":null}';
  expect(plainText(gone, "GBP")).toBe("changed meanwhile: it is now price £7.77");
  const both = 'not undone: it is now {"priceMinor":777,"compareAtMinor":900}, changed by someone else';
  expect(plainText(both, "GBP")).toBe("not undone: it is now price £7.77, compare at £9.00, changed by someone else");
});

it("leaves what is no JSON as it is", () => {
  expect(plainText("Shopify said {maybe}.", "GBP")).toBe("Shopify said {maybe}.");
  expect(plainText("over the limit", "GBP")).toBe("over the limit");
});
