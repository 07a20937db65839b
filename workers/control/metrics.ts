import type { Snapshot } from "#schemas/api/health.ts";
import { type Family, type Labels, openMetricsFormat, render, textFormat } from "./metrics-text.ts";

type Sample = readonly [Labels, number];

/** The watchdog's minute as metrics. Counters live in the objects and in D1, never in an isolate. */
export function metricFamilies(snapshot: Snapshot | null, real: number): Family[] {
  if (!snapshot) return [gauge("royal_snapshot_present", "Whether the watchdog has written a snapshot", [[{}, 0]])];
  const { agents, breakers, deliveries } = snapshot;
  const seconds = (since: number | null | undefined): number | null =>
    since == null ? null : Math.max(0, (snapshot.shopTime - since) / 1000);
  const perAgent = (value: (agent: Snapshot["agents"][number]) => number | null | undefined): Sample[] =>
    agents.flatMap((agent) => {
      const found = value(agent);
      return found == null ? [] : [[{ agent: agent.id }, found] as const];
    });
  const perBreaker = (value: (breaker: Snapshot["breakers"][number]) => number): Sample[] =>
    breakers.map((breaker) => [{ connection: breaker.connection }, value(breaker)]);

  return [
    gauge("royal_snapshot_present", "Whether the watchdog has written a snapshot", [[{}, 1]]),
    gauge("royal_snapshot_age_seconds", "Age of the snapshot all of this is read from", [
      [{}, (real - snapshot.at) / 1000],
    ]),
    gauge("royal_watchdog_duration_seconds", "How long the watchdog's last minute took", [
      [{}, snapshot.durationMs / 1000],
    ]),
    gauge(
      "royal_agent_up",
      "Whether the agent's Worker answered",
      perAgent((agent) => (agent.view ? 1 : 0)),
    ),
    gauge("royal_agent_mode", "The mode the agent is in", [
      ...agents.flatMap(({ id, view }): Sample[] => (view ? [[{ agent: id, mode: view.mode }, 1]] : [])),
    ]),
    gauge(
      "royal_agent_stopped",
      "Whether the agent holds an emergency stop",
      perAgent(({ view }) => view && (view.stopped ? 1 : 0)),
    ),
    gauge(
      "royal_agent_running",
      "Whether a run is going on",
      perAgent(({ view }) => view && (view.live ? 1 : 0)),
    ),
    gauge(
      "royal_agent_heartbeat_age_seconds",
      "Since the agent's cron last came",
      perAgent(({ view }) => seconds(view?.lastCronAt)),
    ),
    gauge(
      "royal_agent_interval_seconds",
      "Longest time between two ticks of its cron",
      perAgent(({ intervalMs }) => intervalMs && intervalMs / 1000),
    ),
    gauge(
      "royal_agent_success_age_seconds",
      "Since the agent's last successful run",
      perAgent(({ view }) => seconds(view?.lastSuccessAt)),
    ),
    gauge(
      "royal_agent_failures_in_a_row",
      "Runs that failed since one succeeded",
      perAgent(({ view }) => view?.failuresInARow),
    ),
    gauge(
      "royal_agent_pending_runs",
      "Runs asked for and not yet begun",
      perAgent(({ view }) => view?.pending),
    ),
    gauge("royal_runs", "Runs kept in the database, by outcome", nested(snapshot.runs, "outcome")),
    gauge("royal_actions", "Actions kept in the ledger, by status", nested(snapshot.actions, "status")),
    gauge(
      "royal_breaker_state",
      "The state the connection's breaker is in",
      breakers.map(({ connection, state }) => [{ connection, state }, 1]),
    ),
    counter("royal_breaker_calls", "Calls the breaker was told of, by result", [
      ...breakers.map(({ connection, calls, failures }): Sample => [{ connection, result: "ok" }, calls - failures]),
      ...breakers.map(({ connection, failures }): Sample => [{ connection, result: "failed" }, failures]),
    ]),
    counter(
      "royal_breaker_slow_calls",
      "Calls slower than the connection's limit",
      perBreaker(({ slow }) => slow),
    ),
    counter(
      "royal_breaker_opened",
      "Times the breaker opened",
      perBreaker(({ opened }) => opened),
    ),
    counter(
      "royal_breaker_rejected_calls",
      "Calls the breaker did not let through",
      perBreaker(({ rejected }) => rejected),
    ),
    gauge(
      "royal_deliveries",
      "Webhook deliveries kept, by status",
      Object.entries(deliveries.byStatus).map(([status, n]) => [{ status }, n]),
    ),
    gauge("royal_delivery_oldest_age_seconds", "Age of the oldest delivery not yet worked off", [
      [{}, seconds(deliveries.oldestAcceptedAt) ?? 0],
    ]),
    gauge(
      "royal_mirror_age_seconds",
      "Since the mirror was last brought up to date with the store",
      snapshot.reconciledAt == null ? [] : [[{}, seconds(snapshot.reconciledAt) ?? 0]],
    ),
    gauge("royal_dead_letters_open", "Messages a queue gave up on and nobody looked at", [
      [{}, snapshot.deadLetters.open],
    ]),
    counter("royal_audit_sealed_rows", "Audit rows sealed into the chain", [[{}, snapshot.audit.sealed]]),
    gauge("royal_audit_unsealed_rows", "Audit rows waiting to be sealed", [[{}, snapshot.audit.unsealed]]),
    gauge("royal_emergency_stop", "Whether everything is stopped", [[{}, snapshot.emergency.stopped ? 1 : 0]]),
  ];
}

export function metricsResponse(request: Request, snapshot: Snapshot | null, real: number): Response {
  const openMetrics = (request.headers.get("accept") ?? "").includes("application/openmetrics-text");
  const headers = { "content-type": openMetrics ? openMetricsFormat : textFormat, "cache-control": "no-store" };
  return new Response(render(metricFamilies(snapshot, real), openMetrics), { headers });
}

function gauge(name: string, help: string, samples: Sample[]): Family {
  return { name, help, type: "gauge", samples };
}

function counter(name: string, help: string, samples: Sample[]): Family {
  return { name, help, type: "counter", samples };
}

function nested(counts: Record<string, Record<string, number>>, label: string): Sample[] {
  return Object.entries(counts).flatMap(([agent, own]) =>
    Object.entries(own).map(([key, n]): Sample => [{ agent, [label]: key }, n]),
  );
}
