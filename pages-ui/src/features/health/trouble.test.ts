import { expect, it } from "vitest";
import type { Connection } from "./api.ts";
import { breakerWords, connectionStanding, healthSentence } from "./trouble.ts";

const connection = (status: Connection["status"], required = true) =>
  ({ status, breaker: null, usedBy: [{ agent: "a", required }] }) as unknown as Connection;

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

it("does not call failing what somebody cut off", () => {
  const cut = { ...connection("failing"), breaker: "forced-open" };
  expect(connectionStanding(cut)).toEqual({ tone: "warn", word: "cut off by hand" });
  expect(healthSentence([cut], 0)).toBe("One connection is cut off by hand.");
});
