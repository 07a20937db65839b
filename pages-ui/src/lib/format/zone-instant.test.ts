import { expect, it } from "vitest";
import { instantIn, wallIn } from "./zone-instant.ts";

it("takes a wall clock's time for the moment it shows in its zone", () => {
  expect(instantIn("Europe/London", "2026-11-23T09:00")).toBe(Date.UTC(2026, 10, 23, 9));
  expect(instantIn("Europe/London", "2026-07-01T09:00")).toBe(Date.UTC(2026, 6, 1, 8));
  expect(instantIn("America/New_York", "2026-07-01T23:30")).toBe(Date.UTC(2026, 6, 2, 3, 30));
  expect(instantIn("Europe/London", "tomorrow")).toBeNull();
});

it("is its own way back, an hour before and after each change of the clocks", () => {
  for (const at of [
    Date.UTC(2026, 2, 29, 0),
    Date.UTC(2026, 2, 29, 2),
    Date.UTC(2026, 9, 24, 23),
    Date.UTC(2026, 9, 25, 3),
  ])
    expect(instantIn("Europe/London", wallIn("Europe/London", at))).toBe(at);
});
