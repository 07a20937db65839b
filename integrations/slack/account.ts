import { variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition } from "#agent-kit/definition.ts";

export const SLACK = "slack";

/** One message a second and webhook, with short bursts allowed. */
export const slackRate = { size: 5, restorePerSecond: 1 };

export const slackNeed: NeedDefinition = {
  connection: SLACK,
  required: false,
  account: () => SLACK,
  bucket: slackRate,
  evidence: { level: "documented", source: "docs.slack.dev, incoming webhooks", date: "2026-11-22" },
  probe: "An incoming webhook only takes messages, so every test would be one in the channel.",
  configured: (env) => variable(env, "SLACK_WEBHOOK_URL") !== undefined,
};
