import { variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition } from "#agent-kit/definition.ts";

export const AUTODS = "autods";
export const AUTODS_HOST = "https://mcp.autods.com";

/** 60 calls a minute and 1,000 an hour, by user: 40 at once and the rest of the hour evenly keep both. */
export const autodsPace = { size: 40, restorePerSecond: 960 / 3_600 };

const settings = ["AUTO_DS_REFRESH_TOKEN", "AUTO_DS_CLIENT_ID", "SECRET_ENCRYPTION_KEY"];

/** Without a key to seal with, each invocation would renew the access token for itself. */
export const autodsNeed: NeedDefinition = {
  connection: AUTODS,
  required: false,
  whenUnreachable: "refuse",
  account: () => AUTODS,
  bucket: autodsPace,
  evidence: {
    level: "documented",
    source:
      "AutoDSTools/autods-mcp-public: tools, arguments, limits and errors; a found product's own fields are named there only in part",
    date: "2026-11-22",
  },
  configured: (env) => settings.every((name) => variable(env, name) !== undefined),
};
