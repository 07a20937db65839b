import { type AgentEnv, variable } from "#agent-kit/agent-env.ts";
import { type Clock, clock as readClock } from "#agent-kit/clock.ts";
import { workerLog } from "#agent-kit/log.ts";
import { shopDomain } from "#integrations/shopify/need.ts";
import type { LookedOut } from "#schemas/rpc/alerts.ts";
import { channels } from "./channels.ts";
import { readFacts } from "./facts.ts";
import { leased, raiseAlerts } from "./raise.ts";
import { sendNotifications } from "./send.ts";
import { readAlertSettings } from "./settings.ts";

/** One look at everything there is to be told of, and the sending of what waits; one at a time, whoever asks. */
export async function lookOut(env: AgentEnv, given?: Clock): Promise<LookedOut> {
  const clock = given ?? (await readClock(env));
  const log = workerLog(env, { worker: "security", part: "alerts" }, clock.now);
  const domain = shopDomain(env);
  const looked = await leased(env.DB, clock.real(), async () => {
    const [facts, { settings, shopZone }] = await Promise.all([
      readFacts(env, clock, domain),
      readAlertSettings(env.DB),
    ]);
    const told = await raiseAlerts(env, clock, facts);
    const open = channels({ env, clock, log, shopDomain: domain, pagesFrom: settings.pages });
    const sent = await sendNotifications({
      db: env.DB,
      clock,
      log,
      channels: open.all,
      settings,
      shopZone,
      publicUrl: variable(env, "PUBLIC_URL"),
      random: Math.random,
    }).finally(open.flush);
    return { told, ...sent };
  });
  return looked ?? { told: null, sent: 0, failed: 0, channels: {} };
}
