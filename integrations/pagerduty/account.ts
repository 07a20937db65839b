import { variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition } from "#agent-kit/definition.ts";

export const PAGERDUTY = "pagerduty";
export const PAGERDUTY_HOST = "https://events.pagerduty.com";

/** 120 events a minute and routing key. */
export const pagerDutyRate = { size: 20, restorePerSecond: 2 };

export const pagerDutyNeed: NeedDefinition = {
  connection: PAGERDUTY,
  required: false,
  account: () => PAGERDUTY,
  bucket: pagerDutyRate,
  evidence: { level: "documented", source: "developer.pagerduty.com, Events API v2", date: "2026-11-22" },
  probe: "The Events API only takes events, so every test would page somebody.",
  configured: (env) => variable(env, "PAGERDUTY_ROUTING_KEY") !== undefined,
};
