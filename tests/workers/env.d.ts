import type { D1Migration } from "@cloudflare/vitest-pool-workers";
import type { AuditHeadBinding, ObjectBindings } from "#durable-objects/client.ts";
import type { StateEnv } from "#durable-objects/state-env.ts";

/** Everything a test in workerd may find in its environment: the union of all Workers' bindings. */
declare global {
  namespace Cloudflare {
    interface Env extends StateEnv, AuditHeadBinding, Omit<ObjectBindings, "LIVE_FEED"> {
      TEST_MIGRATIONS: D1Migration[];
      SHOP_EVENTS: Queue<unknown>;
      SANDBOX_URL: string;
    }
  }
}
