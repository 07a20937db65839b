import { expect, test } from "vitest";
import { bounds, deserved, harmed, lookedBack, question } from "./words.ts";

const plain = (text: string | null) => text?.replaceAll("\u00a0", " ") ?? null;
const limits = {
  rule: "auto" as const,
  largestMovePercent: 5,
  largestMoneyMinor: 400,
  actionsPerDay: 24,
  moneyPerDayMinor: 9_600,
  leastConfidence: 0.8,
};
const record = {
  unchanged: 24,
  edited: 1,
  rejected: 1,
  expired: 0,
  byItself: 0,
  undone: 0,
  failed: 0,
  mismatched: 0,
  worse: 0,
  measured: { actions: 0, gainMinor: 0 },
};

test("asks with the reach that matters, and names the other bounds", () => {
  expect(plain(question("prices", limits, "GBP"))).toBe("Let prices move by up to 5 % by themselves?");
  expect(plain(bounds(limits, "GBP"))).toBe("at most £4.00 each, 24 a day, £96.00 a day, the agent at least 80 % sure");
  const money = { ...limits, largestMovePercent: null, leastConfidence: null };
  expect(plain(question("purchase drafts", money, "GBP"))).toBe(
    "Let purchase drafts up to £4.00 through by themselves?",
  );
  expect(plain(bounds(money, "GBP"))).toBe("24 a day, £96.00 a day");
});

test("says by whose answers it was earned and what it would have done", () => {
  expect(deserved(record, 30)).toContain("You approved 24 of 26 as proposed in the last 30 days");
  expect(deserved({ ...record, edited: 0, rejected: 0 }, 30)).toContain("You approved all 24");
  const wouldHave = {
    proposals: 30,
    through: 26,
    refused: 1,
    unanswered: 2,
    impactMinor: 0,
    moneyMinor: 0,
    largest: null,
  };
  expect(lookedBack(wouldHave)).toBe(
    "Of 30 proposals, 26 would have gone through without you; 1 of them you had changed or refused; 2 of them you had not answered.",
  );
});

test("counts harm only where there was some", () => {
  expect(harmed(record)).toBeNull();
  expect(harmed({ ...record, undone: 1, worse: 2 })).toBe("1 undone, 2 measured worse");
});
