import type { Clock } from "#agent-kit/clock.ts";
import type { Logger } from "#agent-kit/log.ts";
import { type Report, reporting } from "#agent-kit/report.ts";
import { auditHead, liveFeed } from "#durable-objects/client.ts";
import type { Snapshot } from "#schemas/api/health.ts";
import { sealAndNote } from "../audit-chain.ts";
import { askBreaker, usedConnections } from "../connections.ts";
import { readEmergency } from "../emergency.ts";
import type { ControlEnv } from "../env.ts";
import { roster } from "../roster.ts";
import { settle } from "../settle.ts";
import { auditBreakers } from "./audit-breakers.ts";
import { readBacklog } from "./backlog.ts";
import { checkAgent } from "./check-agent.ts";
import { continueImport } from "./continue-import.ts";
import { expireRows } from "./expire-rows.ts";
import { resendDeliveries } from "./resend-deliveries.ts";
import { writeSnapshot } from "./snapshot.ts";

const longestMs = 25_000;
const never = { stopped: false, by: null, why: null, at: null, version: 0 };

/** One minute of looking after everything. Each part stands alone: what fails or hangs is named and delays no other. */
export async function runWatchdog(
  env: ControlEnv,
  clock: Clock,
  log: Logger,
  report: Report = () => undefined,
): Promise<Snapshot> {
  const began = clock.real();
  const part = async <T>(name: string, work: () => Promise<T>, otherwise: T): Promise<T> => {
    const done = await settle(longestMs, () => reporting(report, work));
    if (done.ok) return done.value;
    log.error("watchdog-part-failed", { part: name, error: done.cause });
    return otherwise;
  };

  const emergency = await part("emergency", () => readEmergency(env), never);
  const [agents, resent, , audit] = await Promise.all([
    Promise.all(roster(env).map((entry) => checkAgent(env, entry, emergency, clock, log))),
    part("deliveries", () => resendDeliveries(env, clock.now()), 0),
    part("import", () => continueImport(env, clock.now()), false),
    part("audit", () => sealAndNote(env, auditHead(env), clock.now()), null),
    part("retention", () => expireRows(env.DB, clock, Math.floor(began / 60_000)), 0),
  ]);
  const used = await part("connections", () => usedConnections(env, clock.real()), []);
  const [asked, backlog] = await Promise.all([
    Promise.all(used.map(({ id }) => askBreaker(env, id, clock.now()))),
    part("backlog", () => readBacklog(env.DB), null),
  ]);
  const breakers = asked.map(({ shape }) => shape);
  const changed = asked.map(({ shape, changes }) => ({ connection: shape.connection, changes }));
  await part("breakers' audit", () => auditBreakers(env.DB, changed, clock.now()), 0);
  const snapshot: Snapshot = {
    at: clock.real(),
    shopTime: clock.now(),
    agents,
    breakers,
    actions: backlog?.actions ?? {},
    runs: backlog?.runs ?? {},
    deliveries: { byStatus: {}, oldestAcceptedAt: null, ...backlog?.deliveries, resent },
    deadLetters: backlog?.deadLetters ?? { open: 0, total: 0 },
    audit: { ...(backlog?.audit ?? { sealed: 0, unsealed: 0 }), cutAt: audit?.cutAt },
    emergency: {
      stopped: emergency.stopped,
      holding: agents.filter((agent) => agent.view?.stopped).length,
    },
    reconciledAt: backlog?.reconciledAt ?? null,
    durationMs: clock.real() - began,
  };
  await part("snapshot", () => writeSnapshot(env.DB, snapshot), undefined);
  // After the snapshot, which is what it looks at.
  await part("alerts", async () => env.ALERTS?.look(), undefined);
  await liveFeed(env).publish({ topic: "status", at: clock.now() });
  return snapshot;
}
