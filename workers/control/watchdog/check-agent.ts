import type { Clock } from "#agent-kit/clock.ts";
import type { Logger } from "#agent-kit/log.ts";
import { agentHealth, agentView } from "#schemas/api/agents.ts";
import type { Snapshot } from "#schemas/api/health.ts";
import { auditEntry } from "../audit.ts";
import { type Emergency, readEmergency } from "../emergency.ts";
import type { ControlEnv } from "../env.ts";
import { holdStop } from "../hold-stop.ts";
import { describe, type RosterEntry } from "../roster.ts";
import { settle } from "../settle.ts";
import { longestGapMs } from "./cron-gap.ts";

type Checked = Snapshot["agents"][number];

const longestMs = 20_000;
const watchdog = "watchdog";

/** Sweeps one agent, makes it hold what everyone was told to hold, and asks how it is. */
export async function checkAgent(
  env: ControlEnv,
  entry: RosterEntry,
  emergency: Emergency,
  clock: Clock,
  log: Logger,
): Promise<Checked> {
  const { id, rpc } = entry;
  const done = await settle(longestMs, async (): Promise<Checked> => {
    const description = await describe(entry, clock.real());
    const found = agentView.parse(await rpc.view());
    await align(env, entry, found.stopped, emergency, clock, log);
    const sweep = await rpc.sweep();
    const [view, health] = await Promise.all([rpc.view(), rpc.health()]);
    return {
      id,
      name: description.name,
      intervalMs: longestGapMs(description.cron, clock.now()),
      view: agentView.parse(view),
      health: agentHealth.parse(health),
      error: null,
      sweep,
    };
  });
  if (done.ok) return done.value;
  log.error("agent-unreachable", { agent: id, error: done.cause });
  return { id, name: id, intervalMs: null, view: null, health: null, error: done.error, sweep: null };
}

/** An agent that missed the emergency stop, or its release, is told again until it holds. */
async function align(
  env: ControlEnv,
  entry: RosterEntry,
  stopped: { at: number } | null,
  emergency: Emergency,
  clock: Clock,
  log: Logger,
): Promise<void> {
  const { id, rpc } = entry;
  const actor = emergency.by ?? watchdog;
  const why = emergency.why ?? "emergency stop";
  if (emergency.stopped && !stopped) {
    log.warn("emergency-stop-repeated", { agent: id });
    const about = { actor: { id: actor, role: "admin" as const }, clock };
    const audit = auditEntry(about, { operation: "emergency.stop", subject: id, detail: { why, repeated: true } });
    await holdStop(env, entry, { actor, why, now: clock.now(), audit });
    // Released meanwhile: the release came before this stop and would never be repeated.
    if (!(await readEmergency(env)).stopped) await rpc.release({ actor, why: "released meanwhile" });
  }
  // A stop younger than the last release was given with the database down: it is nobody's to take back but a person's.
  if (!emergency.stopped && emergency.at !== null && stopped && stopped.at <= emergency.at) {
    log.warn("release-repeated", { agent: id });
    await rpc.release({ actor, why });
  }
}
