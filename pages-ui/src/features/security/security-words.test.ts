import { describe, expect, it } from "vitest";
import { detailWords, securitySentence, severityTone } from "./security-words.ts";

const finding = (severity: string, own = {}) => ({ severity, resolvedAt: null, acceptedAt: null, ...own });

describe("the security page's sentence", () => {
  it.each([
    [[], "Nothing is open."],
    [[finding("low", { resolvedAt: 1 }), finding("high", { acceptedAt: 1 })], "Nothing is open."],
    [[finding("low")], "1 finding is open. It is not serious."],
    [[finding("high")], "1 finding is open. It is serious."],
    [[finding("medium"), finding("critical")], "2 findings are open. 1 of them is serious."],
  ])("of %j is %s", (findings, sentence) => {
    expect(securitySentence(findings)).toBe(sentence);
  });
});

it("says a finding's particulars in words, without what is not known", () => {
  expect(detailWords({ advisory: "GHSA-x", score: 9.8, fixedIn: null })).toBe("advisory GHSA-x, score 9.8");
  expect(detailWords({ fixedIn: "4.2.1" })).toBe("fixed in 4.2.1");
});

it("is red only for what is serious", () => {
  expect(["low", "medium", "high", "critical"].map(severityTone)).toEqual(["hollow", "warn", "bad", "bad"]);
});
