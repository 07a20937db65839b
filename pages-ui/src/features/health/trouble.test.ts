import { expect, it } from "vitest";
import type { Breaker, Connection } from "./api.ts";
import { breakerWords, callsStanding, connectionStanding, healthSentence } from "./trouble.ts";

const connection = (status: Connection["status"], required = true) =>
  ({ id: "cj", status, breaker: null, usedBy: [{ agent: "a", required }] }) as unknown as Connection;

it("names what is wrong, and only that", () => {
  expect(healthSentence([connection("ok"), connection("not-configured", false)], 0)).toBe(
    "Everything that is connected works.",
  );
  expect(healthSentence([connection("failing")], 2)).toBe("One connection is failing, two messages were given up.");
  expect(healthSentence([connection("not-configured")], 0)).toBe("One that is needed is not configured.");
});

it("says what an open breaker means", () => {
  const calm = { forced: null, error: null };
  expect(breakerWords({ ...calm, state: "OPEN" })).toEqual({ tone: "bad", word: "letting nothing through" });
  expect(breakerWords({ ...calm, state: "CLOSED" }).tone).toBe("good");
  const forced = { by: "anna", why: "maintenance", until: null };
  expect(breakerWords({ ...calm, state: "forced-closed", forced }).word).toBe("letting all calls through by hand");
  expect(breakerWords({ ...calm, state: "forced-open", forced }).word).toBe("cut off by hand");
});

it("claims that something works only by its calls", () => {
  const breaker = (calls: number, failures: number) =>
    ({ connection: "cj", state: "closed", forced: null, error: null, calls, failures, slow: 0 }) as Breaker;
  const standing = (calls: number, failures: number) => callsStanding(connection("ok"), breaker(calls, failures));
  expect(standing(0, 0)).toEqual({ tone: "hollow", word: "configured, not called lately" });
  expect(standing(4, 3)).toEqual({ tone: "warn", word: "3 of the last 4 calls failed" });
  expect(healthSentence([connection("ok")], 0, [breaker(4, 3)])).toBe("One connection fails now and then.");
  expect(standing(8, 0)).toEqual({ tone: "good", word: "works" });
  expect(standing(156, 1)).toEqual({ tone: "good", word: "works" });
  expect(callsStanding(connection("not-configured"), breaker(0, 0)).word).toBe("not configured");
});

it("does not call failing what somebody cut off", () => {
  const cut = { ...connection("failing"), breaker: "forced-open" };
  expect(connectionStanding(cut)).toEqual({ tone: "warn", word: "cut off by hand" });
  expect(healthSentence([cut], 0)).toBe("One connection is cut off by hand.");
});
