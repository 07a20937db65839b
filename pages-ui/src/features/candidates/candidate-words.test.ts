import { expect, it } from "vitest";
import type { Candidate, Supplier } from "./api.ts";
import { candidatesSentence, marginText } from "./candidate-words.ts";

const offers = (count: number) => Array.from({ length: count }, () => ({})) as Candidate[];
const suppliers = (...states: string[]) => states.map((status) => ({ status })) as Supplier[];

it("says how many offers there are and who did not answer", () => {
  expect(candidatesSentence([], false, [])).toBe("No supplier has been asked yet.");
  expect(candidatesSentence(offers(3), false, suppliers("ok"))).toBe("Three offers known, best first.");
  expect(candidatesSentence(offers(50), true, suppliers("ok", "failing"))).toBe(
    "More than 50 offers known, best first. One of two suppliers did not answer.",
  );
});

it("states a margin only when every sum behind it is known", () => {
  expect(marginText({ money: null }, "GBP")).toBeNull();
  const sums = { priceMinor: 2000, costMinor: 900, shippingMinor: 300, contributionMinor: 500 };
  expect(marginText({ money: sums }, "GBP")).toBe("£5.00 of £20.00, 25\u00a0%");
});
