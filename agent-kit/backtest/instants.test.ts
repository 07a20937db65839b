import { expect, it } from "vitest";
import { instantOf, rangeOf, weekMs } from "./instants.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const ask = { firstDay: "2024-01-01", shopZone: "Europe/London", now };

it("looks at the newest 52 weeks unless told otherwise, at now first", () => {
  const range = rangeOf(ask);
  expect(range).toEqual({ ok: true, newest: now, live: true, weeks: 53 });
  expect(instantOf(now, 2)).toBe(now - 2 * weekMs);
});

it("does not look further back than the first order", () => {
  expect(rangeOf({ ...ask, firstDay: "2026-11-10" })).toMatchObject({ weeks: 2 });
  expect(rangeOf({ ...ask, from: "2020-01-01", firstDay: "2026-11-10" })).toMatchObject({ weeks: 2 });
  expect(rangeOf({ ...ask, firstDay: null })).toMatchObject({ ok: true, weeks: 1 });
});

it("ends with the shop's day that was asked for, whatever its clock did that day", () => {
  // The clocks went back on 25 October: that day ends at midnight UTC.
  const range = rangeOf({ ...ask, from: "2026-10-11", to: "2026-10-25" });
  expect(range).toEqual({ ok: true, newest: Date.parse("2026-10-26T00:00:00Z"), live: false, weeks: 3 });
  expect(rangeOf({ ...ask, to: "2026-12-24" })).toMatchObject({ newest: now, live: true });
});

it("says why it cannot look at a range", () => {
  expect(rangeOf({ ...ask, from: "2026-11-20", to: "2026-11-01" })).toMatchObject({ ok: false });
  expect(rangeOf({ ...ask, from: "2027-01-01" })).toMatchObject({ ok: false });
  expect(rangeOf({ ...ask, from: "2024-01-01" })).toMatchObject({ ok: false, why: expect.stringContaining("104") });
  expect(rangeOf({ ...ask, to: "2023-05-05", from: "2023-05-01" })).toMatchObject({ ok: false });
});
