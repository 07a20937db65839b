import { Cron } from "croner";
import fc from "fast-check";
import { expect, it } from "vitest";
import { nextTime, parseCron, previousTime } from "./cron.ts";

const at = (text: string) => Date.parse(text);

it.each([
  ["5 */2 * * *", "2026-11-22T10:05:00Z", "2026-11-22T12:05:00Z", "2026-11-22T08:05:00Z"],
  ["*/15 * * * *", "2026-11-22T10:07:30Z", "2026-11-22T10:15:00Z", "2026-11-22T10:00:00Z"],
  ["0 0 29 feb *", "2026-11-22T00:00:00Z", "2028-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
  ["30 6 * * mon-fri", "2026-11-21T00:00:00Z", "2026-11-23T06:30:00Z", "2026-11-20T06:30:00Z"],
  ["0 12 13 * fri", "2026-11-13T12:00:00Z", "2026-11-20T12:00:00Z", "2026-11-06T12:00:00Z"],
])("%s round %s", (text, now, next, previous) => {
  const cron = parseCron(text)!;
  expect(nextTime(cron, at(now))).toBe(at(next));
  expect(previousTime(cron, at(now))).toBe(at(previous));
});

it.each([
  "",
  "* * * *",
  "60 * * * *",
  "* 24 * * *",
  "* * 0 * *",
  "* * * 13 *",
  "*/0 * * * *",
  "5-1 * * * *",
  "a * * * *",
  "*/1.5 * * * *",
])("does not understand %j", (text) => {
  expect(parseCron(text)).toBeNull();
});

it("knows a day that never comes", () => {
  expect(nextTime(parseCron("0 0 30 feb *")!, 0)).toBeNull();
  expect(previousTime(parseCron("0 0 30 feb *")!, 0)).toBeNull();
});

const field = (from: number, to: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    fc.integer({ min: from, max: to }).map(String),
    fc.integer({ min: 1, max: to }).map((step) => `*/${step}`),
    fc
      .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc
      .uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 4 })
      .map((values) => values.join(",")),
  );

it("agrees with croner on any cron", () => {
  const texts = fc
    .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
    .map((parts) => parts.join(" "));
  const times = fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
  fc.assert(
    fc.property(texts, times, (text, now) => {
      const cron = parseCron(text)!;
      const peer = new Cron(text, { timezone: "UTC" });
      const second = Math.floor(now / 1_000) * 1_000;
      expect(nextTime(cron, second)).toBe(peer.nextRun(new Date(second))?.getTime());
      expect(previousTime(cron, second)).toBe(peer.previousRuns(1, new Date(second))[0]?.getTime());
    }),
    { numRuns: 300 },
  );
});
