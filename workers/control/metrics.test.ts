import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Snapshot } from "#schemas/api/health.ts";
import { metricFamilies } from "./metrics.ts";
import { type Family, render } from "./metrics-text.ts";

const snapshot: Snapshot = {
  at: 1_000_000,
  shopTime: 2_000_000,
  agents: [
    {
      id: "probe",
      name: "Probe Agent",
      intervalMs: 300_000,
      view: {
        id: "probe",
        mode: "approve",
        stopped: null,
        pausedNote: null,
        live: null,
        lastTickAt: 1_990_000,
        lastCronAt: 1_940_000,
        lastRun: null,
        lastSuccessAt: null,
        failuresInARow: 2,
        backoffUntil: null,
        settings: {},
        settingsVersion: 0,
        cron: "*/5 * * * *",
        nextDueAt: null,
        pending: 1,
      },
      health: null,
      error: null,
      sweep: null,
    },
    { id: "gone", name: "gone", intervalMs: null, view: null, health: null, error: "no answer", sweep: null },
  ],
  breakers: [
    {
      connection: "shopify",
      state: "closed",
      until: null,
      forced: null,
      calls: 10,
      failures: 3,
      slow: 1,
      opened: 0,
      rejected: 0,
      error: null,
    },
  ],
  actions: { probe: { proposed: 4 } },
  runs: { probe: { succeeded: 7 } },
  deliveries: { byStatus: { accepted: 1, done: 9 }, oldestAcceptedAt: 1_990_000, resent: 0 },
  deadLetters: { open: 0, total: 0 },
  audit: { sealed: 5, unsealed: 1 },
  emergency: { stopped: false, holding: 0 },
  reconciledAt: 1_400_000,
  durationMs: 250,
};

describe("metrics", () => {
  const text = render(metricFamilies(snapshot, 1_030_000), false);

  it("say what the snapshot says, in base units, and how old it is", () => {
    for (const line of [
      "royal_snapshot_age_seconds 30",
      'royal_agent_up{agent="gone"} 0',
      'royal_agent_heartbeat_age_seconds{agent="probe"} 60',
      'royal_agent_interval_seconds{agent="probe"} 300',
      'royal_breaker_calls_total{connection="shopify",result="ok"} 7',
      'royal_breaker_calls_total{connection="shopify",result="failed"} 3',
      'royal_actions{agent="probe",status="proposed"} 4',
      "royal_delivery_oldest_age_seconds 10",
      "royal_mirror_age_seconds 600",
    ])
      expect(text.split("\n")).toContain(line);
  });

  it("are one line when there is no snapshot yet", () => {
    expect(render(metricFamilies(null, 0), false)).toContain("royal_snapshot_present 0");
  });

  it("name a counter's family with its suffix in Prometheus' format and without it in OpenMetrics", () => {
    const open = render(metricFamilies(snapshot, 1_030_000), true);
    expect(text).toContain("# TYPE royal_breaker_calls_total counter");
    expect(open).toContain("# TYPE royal_breaker_calls counter");
    expect(open).toContain('royal_breaker_calls_total{connection="shopify",result="ok"} 7');
    expect(open.endsWith("# EOF\n")).toBe(true);
    expect(text).not.toContain("# EOF");
  });

  it("escape what stands in a label", () => {
    const family: Family = { name: "x", help: "a\nb", type: "gauge", samples: [[{ l: 'q"\\\n' }, 1]] };
    expect(render([family], false)).toBe('# HELP x a\\nb\n# TYPE x gauge\nx{l="q\\"\\\\\\n"} 1\n');
  });

  const promtool = process.env.PROMTOOL || "promtool";
  const found = spawnSync(promtool, ["--version"]).status === 0;
  it.runIf(found)("pass promtool's own check", () => {
    const checked = spawnSync(promtool, ["check", "metrics"], { input: text, encoding: "utf8" });
    expect(checked.stderr + checked.stdout).toBe("");
    expect(checked.status).toBe(0);
  });
});
