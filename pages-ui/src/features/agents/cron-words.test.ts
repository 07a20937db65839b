import { expect, it } from "vitest";
import { cronInWords, nextTicks } from "./cron-words.ts";

const from = Date.UTC(2026, 6, 14, 11, 5, 30);
const next = (cron: string, count = 3) =>
  nextTicks(cron, from, count).map((at) => new Date(at).toISOString().slice(8, 16));

it("says common crons in words and leaves the others alone", () => {
  expect(cronInWords("*/5 * * * *")).toBe("every 5 minutes");
  expect(cronInWords("30 * * * *")).toBe("every hour at :30");
  expect(cronInWords("5 */2 * * *")).toBe("every 2 hours at :05");
  expect(cronInWords("0 3 * * *")).toBe("daily at 03:00 UTC");
  expect(cronInWords("0 3 * * MON")).toBe("Mondays at 03:00 UTC");
  expect(cronInWords("0 3 1 * *")).toBe("0 3 1 * *");
});

it("finds the next ticks", () => {
  expect(next("*/15 * * * *")).toEqual(["14T11:15", "14T11:30", "14T11:45"]);
  expect(next("5 */2 * * *")).toEqual(["14T12:05", "14T14:05", "14T16:05"]);
  expect(next("0 9-11,14 * * *")).toEqual(["14T14:00", "15T09:00", "15T10:00"]);
  expect(next("0 3 * * MON-FRI", 4)).toEqual(["15T03:00", "16T03:00", "17T03:00", "20T03:00"]);
});

it("gives up on a cron that never comes", () => {
  expect(nextTicks("0 0 31 2 *", from, 1)).toEqual([]);
});
