import { describe, expect, it } from "vitest";
import { reconcileEveryMs, type Snapshot } from "#schemas/api/health.ts";
import { readConfigs } from "#scripts/platform/configs.ts";
import { readiness } from "./readiness.ts";
import { longestGapMs } from "./watchdog/cron-gap.ts";

const minute = 60_000;
const now = 100 * minute;

type Agent = Snapshot["agents"][number];

function agent(
  own: { beatMinutesAgo?: number | null; mode?: "shadow" | "paused"; state?: string; required?: boolean } = {},
): Agent {
  const { beatMinutesAgo = 1, mode = "shadow", state = "closed", required = true } = own;
  const lastCronAt = beatMinutesAgo === null ? null : now - beatMinutesAgo * minute;
  return {
    id: "probe",
    name: "Probe Agent",
    intervalMs: 5 * minute,
    view: {
      id: "probe",
      mode,
      stopped: null,
      pausedNote: null,
      live: null,
      // Caught up by the watchdog a moment ago: no heartbeat.
      lastTickAt: now,
      lastCronAt,
      lastRun: null,
      lastSuccessAt: null,
      failuresInARow: 0,
      backoffUntil: null,
      settings: {},
      settingsVersion: 0,
      cron: null,
      nextDueAt: null,
      pending: 0,
    },
    health: {
      status: "pass",
      reasons: [],
      connections: [{ id: "shopify", required, configured: true, state, detail: null }],
      lastRun: null,
      lastSuccessAt: null,
      since: null,
    },
    error: null,
    sweep: null,
  };
}

function snapshot(agents: Agent[], breaker = "closed"): Snapshot {
  const counts = { until: null, forced: null, calls: 0, failures: 0, slow: 0, opened: 0, rejected: 0, error: null };
  return {
    at: now,
    shopTime: now,
    agents,
    breakers: [{ connection: "shopify", state: breaker, ...counts }],
    actions: {},
    runs: {},
    deliveries: { byStatus: {}, oldestAcceptedAt: null, resent: 0 },
    deadLetters: { open: 0, total: 0 },
    audit: { sealed: 0, unsealed: 0 },
    emergency: { stopped: false, holding: 0 },
    durationMs: 1,
  };
}

describe("readiness", () => {
  it.each([
    [1, "pass"],
    [9.9, "pass"],
    [10.1, "warn"],
    [20.1, "fail"],
    [null, "warn"],
  ] as const)("with a cron of five minutes that came %s minutes ago is %s", (beatMinutesAgo, status) => {
    expect(readiness(snapshot([agent({ beatMinutesAgo })]), now).status).toBe(status);
  });

  it.each([
    [null, "pass"],
    [29, "pass"],
    [31, "warn"],
    [10_000, "warn"],
  ] as const)("with a mirror reconciled %s minutes ago is %s", (minutesAgo, status) => {
    const reconciledAt = minutesAgo === null ? null : now - minutesAgo * minute;
    expect(readiness({ ...snapshot([agent()]), reconciledAt }, now).status).toBe(status);
  });

  it("counts the mirror's age in intervals of the cron that keeps it", () => {
    const storeSync = readConfigs().find(({ name }) => name === "royal-equips-store-sync");
    expect(storeSync?.triggers.crons.map((cron) => longestGapMs(cron, now))).toEqual([reconcileEveryMs]);
  });

  it("fails with a required connection down unless everyone who needs it is paused", () => {
    expect(readiness(snapshot([agent()], "open"), now).status).toBe("fail");
    expect(readiness(snapshot([agent({ mode: "paused" })], "open"), now).status).toBe("warn");
    expect(readiness(snapshot([agent({ required: false })], "open"), now).status).toBe("warn");
    expect(readiness(snapshot([agent()], "half-open"), now).status).toBe("warn");
  });

  it("fails without a snapshot, with one older than three minutes, and when an agent does not answer", () => {
    expect(readiness(null, now).status).toBe("fail");
    expect(readiness(snapshot([agent()]), now + 180_000).status).toBe("pass");
    expect(readiness(snapshot([agent()]), now + 180_001).status).toBe("fail");
    expect(readiness(snapshot([{ ...agent(), view: null, health: null, error: "gone" }]), now).status).toBe("fail");
  });
});
