import { Cvss3P1 } from "ae-cvss-calculator";
import { describe, expect, it } from "vitest";
import { cvssBase } from "./cvss-base.ts";
import { severityOf } from "./severity.ts";

const metrics: [string, string][] = [
  ["AV", "NALP"],
  ["AC", "LH"],
  ["PR", "NLH"],
  ["UI", "NR"],
  ["S", "UC"],
  ["C", "NLH"],
  ["I", "NLH"],
  ["A", "NLH"],
];
const vectors = metrics.reduce<string[]>(
  (found, [name, values]) => found.flatMap((vector) => [...values].map((value) => `${vector}/${name}:${value}`)),
  ["CVSS:3.1"],
);

describe("the base score of a CVSS 3 vector", () => {
  it("is that of an independent calculator for every vector there is", () => {
    expect(vectors).toHaveLength(2_592);
    const different = vectors.filter((vector) => cvssBase(vector) !== new Cvss3P1(vector).calculateScores().base);
    expect(different).toEqual([]);
  });

  it.each([
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, "critical"],
    ["CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1, "medium"],
    ["CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 1.8, "low"],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0, null],
  ])("of %s is %d", (vector, score, severity) => {
    expect(cvssBase(vector)).toBe(score);
    expect(severityOf(score)).toBe(severity);
  });

  it.each([
    "",
    "CVSS:3.1/AV:N",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    "AV:N/AC:L/Au:N/C:P/I:P/A:P",
  ])("is not known of %j", (vector) => expect(cvssBase(vector)).toBeNull());
});
