import { variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition } from "#agent-kit/definition.ts";

export const PRINTFUL = "printful";
export const PRINTFUL_HOST = "https://api.printful.com";

/** 120 requests a minute: half of them as size and half as rate keep every 60 seconds under it. */
export const printfulPace = { size: 60, restorePerSecond: 1 };

export const printfulNeed: NeedDefinition = {
  connection: PRINTFUL,
  required: false,
  whenUnreachable: "refuse",
  account: () => PRINTFUL,
  bucket: printfulPace,
  evidence: {
    level: "documented",
    source: "developers.printful.com/docs, API version 1 (OpenAPI 1.0), and the vendor's printful/php-api-sdk",
    date: "2026-11-22",
  },
  configured: (env) => variable(env, "PRINTFUL_API_KEY") !== undefined,
};
