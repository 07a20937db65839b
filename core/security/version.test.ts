import semver from "semver";
import { describe, expect, it } from "vitest";
import { compareVersions, isAffected } from "./version.ts";

const ordered =
  "0.0.1 0.1.0 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.2.3-0 1.2.3 1.10.0 2.0.0-1a 2.0.0 10.0.0".split(
    " ",
  );

describe("the order of versions", () => {
  it("is that of the semver package for every pair", () => {
    const different = ordered.flatMap((a) =>
      ordered.filter((b) => compareVersions(a, b) !== semver.compare(a, b)).map((b) => `${a} ${b}`),
    );
    expect(different).toEqual([]);
    expect(ordered.toSorted((a, b) => compareVersions(a, b) ?? 0)).toEqual(ordered);
  });

  it("does not count build metadata and knows no other text", () => {
    expect(compareVersions("1.0.0+a", "v1.0.0+b")).toBe(0);
    for (const text of ["", "1.0", "latest", "1.0.0.0"]) expect(compareVersions(text, "1.0.0"), text).toBeNull();
  });
});

describe("a range", () => {
  const events = [{ fixed: "1.2.3" }, { introduced: "0" }, { introduced: "2.0.0-beta" }, { lastAffected: "2.1.0" }];
  it.each(ordered)("holds %s or not as the semver package says of the same range", (version) => {
    const inRange = semver.satisfies(version, "<1.2.3 || >=2.0.0-beta <=2.1.0", { includePrerelease: true });
    expect(isAffected(version, events)).toBe(inRange);
  });

  it("that has no event holds nothing", () => {
    expect(isAffected("1.0.0", [])).toBe(false);
  });
});
