import { Cvss4P0 } from "ae-cvss-calculator";
import { expect, it } from "vitest";
import { cvss4Base } from "./cvss4-base.ts";

const metrics: [string, string][] = [
  ["AV", "NALP"],
  ["AC", "LH"],
  ["AT", "NP"],
  ["PR", "NLH"],
  ["UI", "NPA"],
  ["VC", "HLN"],
  ["VI", "HLN"],
  ["VA", "HLN"],
  ["SC", "HLN"],
  ["SI", "HLN"],
  ["SA", "HLN"],
];
const count = metrics.reduce((product, [, values]) => product * values.length, 1);

function vectorOf(number: number): string {
  let left = number;
  const parts = metrics.map(([metric, values]) => {
    const value = values[left % values.length];
    left = Math.floor(left / values.length);
    return `${metric}:${value}`;
  });
  return `CVSS:4.0/${parts.join("/")}`;
}

it("is that of an independent calculator for vectors from all over", () => {
  expect(count).toBe(104_976);
  // A step that shares no factor with the count visits all values of every metric with all of the others.
  const vectors = Array.from({ length: 4_000 }, (_, i) => vectorOf((i * 26_249) % count));
  const different = vectors.filter((vector) => cvss4Base(vector) !== new Cvss4P0(vector).calculateScores().base);
  expect(different.slice(0, 5)).toEqual([]);
});

it.each([
  // FIRST, CVSS v4.0 Examples.
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3],
  ["CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 7.7],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0],
])("of %s is %d", (vector, score) => expect(cvss4Base(vector)).toBe(score));

it.each([
  "",
  "CVSS:4.0/AV:N",
  "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
  "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:R/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
  "CVSS:4.0/AV:NA/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
  "CVSS:4.0/AV:/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
])("is not known of %j", (vector) => expect(cvss4Base(vector)).toBeNull());
