import { expect, it } from "vitest";
import type { RiskOrder } from "./api.ts";
import { adviceWords, chance, riskSentence, verdictWords, weightsWords } from "./risk-words.ts";

const orders = (count: number) => Array.from({ length: count }, () => ({})) as RiskOrder[];

it("says how many orders want a look", () => {
  expect(riskSentence([], false, false)).toBe("No order wants a look.");
  expect(riskSentence(orders(1), false, false)).toBe("One order wants a look.");
  expect(riskSentence(orders(50), true, false)).toBe("More than 50 orders want a look.");
  expect(riskSentence(orders(3), false, true)).toBe("Three orders looked at, newest first.");
});

it("never calls a chance certain or none", () => {
  expect([chance(0.0001), chance(0.123), chance(0.9999)]).toEqual(["under 1\u00a0%", "12\u00a0%", "over 99\u00a0%"]);
});

it("says who said what became of an order", () => {
  expect(verdictWords({ verdict: null, saidBy: null })).toBe("not known yet");
  expect(verdictWords({ verdict: "fraud", saidBy: "dispute" })).toBe("Fraud: the buyer’s bank said so");
  expect(adviceWords("review")).toBe("Look at it");
});

it("says which weights count", () => {
  const quality = { weightsSince: null, months: [] };
  expect(weightsWords({ ...quality, weightsVersion: 0, learntFrom: null })).toContain("starting weights");
  expect(weightsWords({ ...quality, weightsVersion: 2, learntFrom: { orders: 900, frauds: 12 } })).toBe(
    "Version 2 counts, learnt from 900 orders, twelve of them fraud.",
  );
});
