import { expect, it } from "vitest";
import type { Connection } from "./api.ts";
import { breakerWords, healthSentence } from "./trouble.ts";

const connection = (status: Connection["status"], required = true) =>
  ({ status, usedBy: [{ agent: "a", required }] }) as Connection;

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
  expect(breakerWords({ ...calm, state: "CLOSED", forced })).toEqual({
    tone: "warn",
    word: "letting calls through, by hand",
  });
});
