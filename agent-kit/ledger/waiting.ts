import type { KitError } from "../errors.ts";

/** Says something about us and the connection, nothing about the action: it waits, and waiting is not a try. */
const waits = new Set([
  "breaker-open",
  "budget-wait",
  "budget-too-large",
  "not-configured",
  "aborted",
  "deadline",
  "throttled",
  "unauthorised",
  "access-denied",
]);

/** Whether the vendor was not asked, or turned us away at the door, so that the action is as good as before. */
export function isWaiting(error: KitError): boolean {
  return error.notBefore !== undefined || (error.outcome !== "unknown" && waits.has(error.code));
}

const credentialsMs = 5 * 60_000;

/** When to look again after being turned away for our credentials or scopes: a person has to put that right. */
export function waitUntil(error: KitError, now: number): number | undefined {
  if (error.notBefore !== undefined) return error.notBefore;
  return error.code === "unauthorised" || error.code === "access-denied" ? now + credentialsMs : undefined;
}
