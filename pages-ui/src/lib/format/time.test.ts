import { expect, it } from "vitest";
import { ago, clock, dayText, duration, exactly, startOfYesterday, until, when } from "./time.ts";

const noon = Date.UTC(2026, 6, 14, 11, 5);

it("shows the shop's time, not the reader's", () => {
  expect(clock(noon, "Europe/London")).toBe("12:05");
  expect(clock(noon, "America/New_York")).toBe("07:05");
  expect(exactly(noon, "Europe/London")).toContain("2026-07-14 11:05:00 UTC");
});

it("names the day only when it is another one", () => {
  expect(when(noon - 3_600_000, noon, "Europe/London")).toBe("11:05");
  expect(when(noon - 86_400_000, noon, "Europe/London")).toBe("13 Jul 12:05");
  expect(when(noon - 400 * 86_400_000, noon, "Europe/London")).toBe("9 Jun 2025");
});

it("writes a calendar day without moving it", () => {
  expect(dayText("2026-01-21")).toBe("21 Jan 2026");
  expect(dayText("someday")).toBe("someday");
});

it("writes ages and waits in one unit", () => {
  expect(ago(noon - 2000, noon)).toBe("just now");
  expect(ago(noon - 12_000, noon)).toBe("12\u00a0s ago");
  expect(ago(noon - 95_000, noon)).toBe("2\u00a0min ago");
  expect(until(noon + 240_000, noon)).toBe("in 4\u00a0min");
  expect(until(noon - 1, noon)).toBe("now");
  expect(duration(2400)).toBe("2.4\u00a0s");
  expect(duration(3 * 86_400_000)).toBe("3\u00a0days");
});

it("finds where yesterday began in the shop's zone", () => {
  expect(new Date(startOfYesterday(noon, "Europe/London")).toISOString()).toBe("2026-07-12T23:00:00.000Z");
});
