import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayFromNumber, dayMs, dayNumber } from "./day.ts";
import { shopCalendar } from "./shop-calendar.ts";

const at = (text: string) => Date.parse(text);

describe("day", () => {
  it("counts days from the epoch across leap years", () => {
    expect(dayNumber("1970-01-01")).toBe(0);
    expect(dayNumber("2024-03-01") - dayNumber("2024-02-28")).toBe(2);
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(dayFromNumber(dayNumber("2000-02-29"))).toBe("2000-02-29");
  });
});

describe("shop calendar", () => {
  it("puts an instant on the day the shop's wall shows", () => {
    const london = shopCalendar("Europe/London");
    expect(london.dayOf(at("2026-07-01T22:59:59.999Z"))).toBe("2026-07-01");
    expect(london.dayOf(at("2026-07-01T23:00:00Z"))).toBe("2026-07-02");
    expect(london.dayOf(at("2026-12-01T23:30:00Z"))).toBe("2026-12-01");
    expect(shopCalendar("Asia/Kathmandu").dayOf(at("2026-01-01T18:14:59Z"))).toBe("2026-01-01");
    expect(shopCalendar("Asia/Kathmandu").dayOf(at("2026-01-01T18:15:00Z"))).toBe("2026-01-02");
  });

  it("knows days of 23 and 25 hours", () => {
    const berlin = shopCalendar("Europe/Berlin");
    expect(berlin.lengthOf("2026-03-29")).toBe(23 * 3_600_000);
    expect(berlin.lengthOf("2026-10-25")).toBe(25 * 3_600_000);
    expect(berlin.lengthOf("2026-06-01")).toBe(dayMs);
    expect(shopCalendar("Australia/Lord_Howe").lengthOf("2026-10-04")).toBe(23.5 * 3_600_000);
  });

  it("begins a day whose midnight was skipped at the first instant there was", () => {
    // Clocks in Beirut jumped from 00:00 to 01:00 on this day.
    expect(shopCalendar("Asia/Beirut").startOf("2021-03-28")).toBe(at("2021-03-27T22:00:00Z"));
  });

  it("begins a day the zone never had where the next one begins", () => {
    const apia = shopCalendar("Pacific/Apia");
    expect(apia.startOf("2011-12-30")).toBe(apia.startOf("2011-12-31"));
    expect(apia.lengthOf("2011-12-30")).toBe(0);
  });

  it("refuses a zone that does not exist", () => {
    expect(() => shopCalendar("Mars/Olympus")).toThrow(RangeError);
  });

  it("brackets every instant between the start of its day and the start of the next", () => {
    const zones = ["UTC", "Europe/London", "America/New_York", "Pacific/Kiritimati", "Pacific/Niue", "Asia/Kolkata"];
    const calendars = zones.map(shopCalendar);
    fc.assert(
      fc.property(
        fc.integer({ min: at("2009-01-01T00:00:00Z"), max: at("2035-01-01T00:00:00Z") }),
        fc.constantFrom(...calendars),
        (instant, calendar) => {
          const day = calendar.dayOf(instant);
          expect(calendar.startOf(day)).toBeLessThanOrEqual(instant);
          expect(calendar.startOf(addDays(day, 1))).toBeGreaterThan(instant);
          expect(calendar.dayOf(calendar.startOf(day))).toBe(day);
        },
      ),
    );
  });
});
