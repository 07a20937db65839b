import { describe, expect, test } from "vitest";
import { type BeforeAfter, measuredEffect } from "./measured-effect.ts";

const days = (perDay: number, length = 28) => Array.from({ length }, (_, at) => perDay + (at % 3) - 1);
const seen = (change: Partial<BeforeAfter> = {}): BeforeAfter => ({
  before: days(20),
  after: days(20),
  restBefore: days(500),
  restAfter: days(500),
  contributionBeforeMinor: 100,
  contributionAfterMinor: 100,
  ...change,
});

describe("what a change brought", () => {
  test("is nothing when nothing changed, and not worse", () => {
    expect(measuredEffect(seen())).toMatchObject({ days: 28, gainMinor: 0, worse: false });
  });

  test("is what a unit leaves more when as many are sold", () => {
    // 28 days of 19, 20, 21 end in the middle of a cycle: 27 / 28 of a unit short of 20 a day, on both sides.
    expect(measuredEffect(seen({ contributionAfterMinor: 120 }))?.gainMinor).toBeCloseTo(7 * 20 * 20, -2);
  });

  test("is surely worse when half of the sales went", () => {
    const found = measuredEffect(seen({ after: days(10) }));
    expect(found).toMatchObject({ worse: true });
    expect(found?.gainMinor).toBeCloseTo(-7 * 10 * 100, -2);
  });

  test("is not blamed for a season that took half of everybody's sales", () => {
    expect(measuredEffect(seen({ after: days(10), restAfter: days(250) }))).toMatchObject({ worse: false });
  });

  test("is not judged on a few sales, which may fail to come by chance", () => {
    const rare = Array.from({ length: 28 }, (_, at) => (at % 9 === 0 ? 1 : 0));
    expect(measuredEffect(seen({ before: rare, after: rare.map(() => 0) }))?.worse).toBe(false);
  });

  test("cannot be told from less than a week, or when nothing was sold before", () => {
    expect(measuredEffect(seen({ after: days(20, 6) }))).toBeNull();
    expect(measuredEffect(seen({ before: days(20).map(() => 0) }))).toBeNull();
  });

  test("calls fewer than one in two hundred changes without effect worse", () => {
    let state = 1;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const sales = () => Array.from({ length: 28 }, () => Math.floor(-Math.log(1 - random()) * 6));
    const called = Array.from(
      { length: 2_000 },
      () => measuredEffect(seen({ before: sales(), after: sales() }))?.worse,
    );
    expect(called.filter(Boolean).length).toBeLessThan(10);
  });
});
