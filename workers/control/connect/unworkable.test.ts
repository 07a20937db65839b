import { expect, it } from "vitest";
import { unworkable } from "./unworkable.ts";

it.each([
  [
    { code: "vendor-unavailable", message: "Printful answered 502." },
    "Printful answered 502: check the vendor's status page and the address, where one is set, and try again in a few minutes.",
  ],
  [
    { code: "unauthorised", message: "Printful refused our credentials (401)." },
    "Printful refused our credentials (401): set KEY again, with what the vendor shows now.",
  ],
  [
    { code: "breaker-open", message: "printful is resting (breaker open).", waitMs: 29_001 },
    "printful is resting (breaker open): it is asked again in 30 seconds, or at once when you reset its breaker.",
  ],
  [
    { code: "budget-wait", message: "cj has no budget left for now.", waitMs: 300 },
    "cj has no budget left for now: try again in a second.",
  ],
  [
    // Waited for in vain: the same failure with a time says what it is, not only how long.
    { code: "network", message: "feed could not be reached.", waitMs: 4_000 },
    "feed could not be reached: check the vendor's status page and the address, where one is set, and try again in a few minutes.",
  ],
  [
    { code: "vendor-refused", message: "The feed refused the request (404)." },
    "The feed refused the request (404): check KEY.",
  ],
  [{ code: "sender-not-verified", message: "Verify it: there." }, "Verify it: there."],
])("%o is the vendor's answer and what to do", (failure, sentence) => {
  expect(unworkable(failure, ["KEY"])).toBe(sentence);
});

it("has words where no setting stands behind a connection", () => {
  expect(unworkable({ code: "vendor-refused", message: "No." }, [])).toBe("No: check its address.");
});
