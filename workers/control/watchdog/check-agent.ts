import type { Clock } from "#agent-kit/clock.ts";
import type { Logger } from "#agent-kit/log.ts";
import { agentHealth, agentView } from "#schemas/api/agents.ts";
import type { Snapshot } from "#schemas/api/health.ts";
import type { Emergency } from "../emergency.ts";
import { describe, type RosterEntry } from "../roster.ts";
import { settle } from "../settle.ts";
import { longestGapMs } from "./cron-gap.ts";

type Checked = Snapshot["agents"][number];

const longestMs = 20_000;
const watchdog = "watchdog";

/** Sweeps one agent, makes it hold what everyone was told to hold, and asks how it is. */
export async function checkAgent(
  entry: RosterEntry,
  emergency: Emergency,
  clock: Clock,
  log: Logger,
): Promise<Checked> {
  const { id, rpc } = entry;
  const done = await settle(longestMs, async (): Promise<Checked> => {
    const description = await describe(entry, clock.real());
    const found = agentView.parse(await rpc.view());
    await align(entry, found.stopped, emergency, log);
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
  log.error("agent-unreachable", { agent: id, reason: done.error });
  return { id, name: id, intervalMs: null, view: null, health: null, error: done.error, sweep: null };
}

/** An agent that missed the emergency stop, or its release, is told again until it holds. */
async function align(
  { id, rpc }: RosterEntry,
  stopped: { at: number } | null,
  emergency: Emergency,
  log: Logger,
): Promise<void> {
  const why = emergency.why ?? "emergency stop";
  if (emergency.stopped && !stopped) {
    await rpc.stop({ actor: emergency.by ?? watchdog, why });
    log.warn("emergency-stop-repeated", { agent: id });
  }
  const releasedSince = !emergency.stopped && emergency.at !== null && stopped && stopped.at <= emergency.at;
  if (releasedSince) {
    await rpc.release({ actor: emergency.by ?? watchdog, why });
    log.warn("release-repeated", { agent: id });
  }
}
