import { variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition } from "#agent-kit/definition.ts";

export const CJ = "cj";
export const CJ_HOST = "https://developers.cjdropshipping.com";

/**
 * 50,000 points a day, given back evenly. Half of a day's points as size and rate keeps every 24 hours under the quota,
 * also when the day begins with a full bucket.
 */
export const cjPoints = { size: 25_000, restorePerSecond: 25_000 / 86_400 };
/** The lowest of the account levels: one request a second. */
export const cjPace = { size: 1, restorePerSecond: 1 };

/** Without a key to seal with, each invocation would ask for a token of its own, which the vendor allows once in five minutes. */
export const cjNeed: NeedDefinition = {
  connection: CJ,
  required: false,
  whenUnreachable: "refuse",
  account: () => CJ,
  bucket: cjPoints,
  evidence: { level: "documented", source: "developers.cjdropshipping.com, API 2.0", date: "2026-11-22" },
  configured: (env) =>
    variable(env, "CJ_API_KEY") !== undefined && variable(env, "SECRET_ENCRYPTION_KEY") !== undefined,
};
