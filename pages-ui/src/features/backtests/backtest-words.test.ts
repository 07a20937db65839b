import { expect, it } from "vitest";
import type { Backtest } from "./api.ts";
import { changeText, effectText, outcomeOf } from "./backtest-words.ts";

const effect = { minor: 25_000, lowMinor: -4_000, highMinor: 60_000, withoutRange: 0 };
const none = { minor: 0, lowMinor: 0, highMinor: 0, withoutRange: 0 };
const backtest: Backtest = {
  id: "inventory-pricing-backtest-1",
  agent: "inventory-pricing",
  trigger: "person",
  askedBy: "owner",
  status: "finished",
  reason: null,
  newest: 0,
  weeks: 52,
  weeksDone: 52,
  policyVersion: 1,
  at: 0,
  updatedAt: 0,
  finishedAt: 0,
  assumes: [],
  kinds: [{ kind: "price.set", proposed: 12, auto: 0, ask: 12, deny: 0, effect, through: none }],
  worst: null,
  unanswered: [],
  byWeek: [
    { week: 0, instant: 0, observed: 9, proposed: 12, auto: 0, effectMinor: 25_000, unanswered: 0, measures: {} },
    { week: 1, instant: 0, observed: 0, proposed: 0, auto: 0, effectMinor: 0, unanswered: 9, measures: {} },
  ],
};

it("says an effect with its interval, and when there is none", () => {
  expect(effectText(effect, "GBP")).toBe("+£250 (−£40.00 to +£600)");
  expect(effectText({ minor: 100, lowMinor: 100, highMinor: 100, withoutRange: 1 }, "GBP")).toBe(
    "+£1.00, interval not known",
  );
});

it("says what it found, and why it ended", () => {
  expect(outcomeOf(backtest)).toBe(
    "In the 1 of 52 weeks it can answer for, it would have proposed 12 changes; none would have gone through by the policy.",
  );
  expect(outcomeOf({ ...backtest, status: "cancelled", weeksDone: 1, reason: "a newer one took its place" })).toBe(
    "Ended after 1 of 52 weeks: a newer one took its place.",
  );
});

it("says what a decision would have changed", () => {
  const decision = {
    week: 1,
    instant: 0,
    kind: "price.set",
    target: "v",
    title: "Tea towel",
    intent: "raise",
    before: { priceMinor: 1_000, compareAtMinor: null },
    after: { priceMinor: 1_100, compareAtMinor: null },
    why: "it sells",
    movePercent: 10,
    moneyMinor: 1,
    currency: "GBP",
    confidence: 1,
    fate: "ask" as const,
    verdict: "",
    effectMinor: 1,
    lowMinor: null,
    highMinor: null,
    effectFrom: "sales" as const,
  };
  expect(changeText(decision)).toBe("£10.00 → £11.00");
});
