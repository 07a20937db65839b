import { describe, expect, it } from "vitest";
import type { OsvEntry } from "#integrations/osv/client.ts";
import { findingOf, gravityOf } from "./advisories.ts";

const entry: OsvEntry = {
  id: "GHSA-xxxx",
  summary: "Prototype pollution",
  severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
  affected: [
    {
      package: { name: "left", ecosystem: "npm" },
      ranges: [{ type: "SEMVER", events: [{ introduced: "1.0.0" }, { fixed: "1.4.2" }] }],
    },
  ],
};

describe("an advisory", () => {
  it("is a finding for a version it means, with its score and what to go to", () => {
    expect(findingOf({ name: "left", version: "1.4.1" }, entry)).toEqual([
      {
        subject: "left@1.4.1 GHSA-xxxx",
        severity: "critical",
        title: "left 1.4.1: Prototype pollution",
        detail: { advisory: "GHSA-xxxx", score: 9.8, fixedIn: "1.4.2" },
      },
    ]);
  });

  it.each([
    ["a fixed version", { name: "left", version: "1.4.2" }, entry],
    ["another package", { name: "right", version: "1.4.1" }, entry],
    ["one that was withdrawn", { name: "left", version: "1.4.1" }, { ...entry, withdrawn: "2026-01-01T00:00:00Z" }],
  ])("is none for %s", (_, component, of) => {
    expect(findingOf(component, of)).toEqual([]);
  });

  it("is as grave as its vector, else as its database says, else grave", () => {
    const four = { type: "CVSS_V4", score: "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" };
    const said = { ...entry, database_specific: { severity: "LOW" } };
    expect(gravityOf({ ...said, severity: [four] })).toEqual({ severity: "high", score: 7.7 });
    expect(gravityOf({ ...said, severity: [...(entry.severity ?? []), four] })).toEqual({
      severity: "high",
      score: 7.7,
    });
    const five = [{ type: "CVSS_V5", score: "CVSS:5.0/AV:N" }];
    expect(gravityOf({ ...entry, severity: five, database_specific: { severity: "MODERATE" } })).toEqual({
      severity: "medium",
      score: null,
    });
    expect(gravityOf({ ...entry, severity: [], database_specific: { severity: "LOW" } }).severity).toBe("low");
    expect(gravityOf({ id: "x" })).toEqual({ severity: "high", score: null });
  });
});
