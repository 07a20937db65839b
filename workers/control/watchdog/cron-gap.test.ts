import { describe, expect, it } from "vitest";
import { longestGapMs } from "./cron-gap.ts";

const monday = Date.UTC(2026, 10, 23);
const minute = 60_000;

describe("the longest gap of a cron", () => {
  it.each([
    ["* * * * *", 1],
    ["*/5 * * * *", 5],
    ["30 * * * *", 60],
    ["5 */2 * * *", 120],
    ["0 9-17 * * *", 16 * 60],
    ["0 0 * * MON,WED", 2 * 24 * 60],
    ["0,20 * * * *", 40],
  ])("of %s is %i minutes", (cron, minutes) => {
    expect(longestGapMs(cron, monday)).toBe(minutes * minute);
  });

  it("is not known for what fires once a week or is no cron", () => {
    expect(longestGapMs("0 0 * * TUE", monday)).toBeNull();
    for (const cron of ["", "* * * *", "61 * * * *", "* * * * MOON", "*/0 * * * *", "5-1 * * * *"])
      expect(longestGapMs(cron, monday), cron).toBeNull();
  });
});
