import { variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition } from "#agent-kit/definition.ts";
import { OSV } from "./account.ts";
import { matchAdvisories } from "./client.ts";

/** Public and without a key. A test asks nobody outside unless it names a double. */
export const osvNeed: NeedDefinition = {
  connection: OSV,
  required: false,
  evidence: { level: "documented", source: "google.github.io/osv.dev, API 1.0", date: "2026-11-22" },
  configured: (env) => env.ENVIRONMENT !== "test" || variable(env, "OSV_BASE_URL") !== undefined,
  probe: ({ env, connect }) =>
    matchAdvisories({ connection: connect(OSV), baseUrl: variable(env, "OSV_BASE_URL") }, [
      { name: "zod", version: "4.0.0" },
    ]),
};
