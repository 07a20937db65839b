import { reconcileEveryMs, type Snapshot } from "#schemas/api/health.ts";

export type Standing = "pass" | "warn" | "fail";

/** One entry of `checks` in application/health+json. */
export interface Check {
  componentId: string;
  componentType: "component" | "system" | "datastore";
  status: Standing;
  observedValue?: number | string;
  observedUnit?: string;
  output?: string;
  time: string;
}

export interface Readiness {
  status: Standing;
  checks: Record<string, Check[]>;
}

const staleSnapshotMs = 180_000;
const late = { warn: 2, fail: 4 };
const down: ReadonlySet<string> = new Set(["open", "forced-open", "unreachable"]);

/** Whether the system can do its work, judged from the watchdog's last minute alone. `real` in ms of real time. */
export function readiness(snapshot: Snapshot | null, real: number): Readiness {
  if (!snapshot) {
    const time = new Date(real).toISOString();
    const output = "The watchdog has not run yet.";
    const check: Check = { componentId: "watchdog", componentType: "system", status: "fail", output, time };
    return { status: "fail", checks: { "watchdog:age": [check] } };
  }
  const time = new Date(snapshot.at).toISOString();
  const ageMs = real - snapshot.at;
  const checks: Record<string, Check[]> = {
    "watchdog:age": [
      {
        componentId: "watchdog",
        componentType: "system",
        status: ageMs > staleSnapshotMs ? "fail" : "pass",
        observedValue: Math.round(ageMs / 1000),
        observedUnit: "s",
        time,
      },
    ],
    "agent:heartbeat": snapshot.agents.map((agent) => heartbeat(agent, snapshot.shopTime, time)),
    "connection:state": connections(snapshot, time),
    ...(snapshot.reconciledAt == null
      ? {}
      : { "mirror:age": [mirror(snapshot.reconciledAt, snapshot.shopTime, time)] }),
    "emergency-stop:held": [
      {
        componentId: "emergency-stop",
        componentType: "system",
        status: snapshot.emergency.stopped ? "warn" : "pass",
        observedValue: snapshot.emergency.holding,
        observedUnit: "agents",
        time,
      },
    ],
  };
  const all = Object.values(checks).flat();
  const status = all.some((c) => c.status === "fail") ? "fail" : all.some((c) => c.status === "warn") ? "warn" : "pass";
  return { status, checks };
}

/** By its own rhythm: two intervals without its cron warn, four fail. A tick that was refused is a heartbeat too. */
function heartbeat(agent: Snapshot["agents"][number], now: number, time: string): Check {
  const about = { componentId: agent.id, componentType: "component" as const, time };
  if (!agent.view) return { ...about, status: "fail", output: agent.error ?? "It did not answer." };
  const beatAt = agent.view.lastCronAt ?? null;
  if (beatAt === null || agent.intervalMs === null)
    return { ...about, status: "warn", output: "Its cron has not come yet." };
  const intervals = (now - beatAt) / agent.intervalMs;
  const status = intervals > late.fail ? "fail" : intervals > late.warn ? "warn" : "pass";
  const observed = { observedValue: Math.max(0, Math.round((now - beatAt) / 1000)), observedUnit: "s" };
  return { ...about, ...observed, status, output: status === "pass" ? undefined : "Its cron does not come any more." };
}

/** Webhooks bring most changes without it, so its absence never fails the system. */
function mirror(reconciledAt: number, now: number, time: string): Check {
  const isLate = now - reconciledAt > late.warn * reconcileEveryMs;
  return {
    componentId: "store-sync",
    componentType: "component",
    status: isLate ? "warn" : "pass",
    observedValue: Math.max(0, Math.round((now - reconciledAt) / 1000)),
    observedUnit: "s",
    output: isLate ? "Its cron does not come any more, or the store cannot be read." : undefined,
    time,
  };
}

function connections(snapshot: Snapshot, time: string): Check[] {
  const required = new Set<string>();
  const configured = new Map<string, boolean>();
  for (const { view, health } of snapshot.agents) {
    for (const need of health?.connections ?? []) {
      if (need.required && view?.mode !== "paused") required.add(need.id);
      configured.set(need.id, need.configured || (configured.get(need.id) ?? false));
    }
  }
  return snapshot.breakers.map(({ connection, state }): Check => {
    const about = { componentId: connection, componentType: "datastore" as const, observedValue: state, time };
    const isRequired = required.has(connection);
    if (configured.get(connection) === false)
      return { ...about, status: isRequired ? "fail" : "pass", output: "It is not configured." };
    if (down.has(state)) return { ...about, status: isRequired ? "fail" : "warn", output: `Its breaker is ${state}.` };
    return { ...about, status: state === "half-open" ? "warn" : "pass" };
  });
}

export function readinessResponse(ready: Readiness): Response {
  const headers = { "content-type": "application/health+json", "cache-control": "no-store" };
  const body = { status: ready.status, serviceId: "royal-equips-control", checks: ready.checks };
  return new Response(JSON.stringify(body), { status: ready.status === "fail" ? 503 : 200, headers });
}
