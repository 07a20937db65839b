import { describe, expect, it } from "vitest";
import { KitError } from "./errors.ts";
import { type CallEffect, mayRetry, defaultRetryPolicy as policy, retryAfterMs, retryDelayMs } from "./retry.ts";

const error = (outcome: KitError["outcome"], retryable = true, wait?: number) =>
  new KitError({ code: "x", message: "x", retryable, outcome, retryAfterMs: wait });

describe("mayRetry", () => {
  it.each([
    ["read", "unknown", true],
    ["keyed-write", "unknown", true],
    ["write", "unknown", false],
    ["write", "refused", false],
    ["write", "not-sent", true],
  ] as const)("%s after %s: %s", (effect: CallEffect, outcome, expected) => {
    expect(mayRetry(error(outcome), effect, 1, policy)).toBe(expected);
  });

  it("stops after the last attempt and at what is not retryable", () => {
    expect(mayRetry(error("unknown"), "read", 3, policy)).toBe(false);
    expect(mayRetry(error("refused", false), "read", 1, policy)).toBe(false);
  });
});

describe("retryDelayMs", () => {
  it("is uniform between 4 and 10 s, never sooner than asked", () => {
    expect([0, 0.5, 1].map((roll) => retryDelayMs(error("unknown"), policy, roll))).toEqual([4_000, 7_000, 10_000]);
    expect(retryDelayMs(error("unknown", true, 30_000), policy, 0)).toBe(30_000);
  });
});

describe("retryAfterMs", () => {
  const now = Date.UTC(2026, 10, 22, 12);
  it.each([
    ["2", 2_000],
    ["2.0", 2_000],
    ["0.5", 500],
    ["Sun, 22 Nov 2026 12:00:05 GMT", 5_000],
    ["Sun, 22 Nov 2026 11:00:00 GMT", 0],
    ["-1", 0],
    ["soon", undefined],
    ["", undefined],
    [null, undefined],
  ])("reads %j as %j", (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
