import { type Ask, type Lifecycle, newLifecycle } from "#core/agents/lifecycle.ts";
import { everyTick, type Schedule } from "#core/agents/schedule.ts";
import type { AgentStateApi, PendingMessage } from "./agent-state-contract.ts";
import type { ShopReading } from "./agent-state-shop.ts";
import type { TickLog } from "./agent-state-ticks.ts";

/** Everything one agent's object holds beside its ticks and its outbox. */
export interface Held {
  agent: string;
  lifecycle: Lifecycle;
  settings: Record<string, unknown>;
  settingsVersion: number;
  schedule: Schedule;
  shop: ShopReading;
  /** Calls that may still be on their way: action id to the ms after which they no longer are. */
  inFlight: Record<string, number>;
  /** When the watchdog first asked after it: a cron that never came is missed from here on. */
  watchedSince?: number;
}

/** The one row it stands in: read and written without an await, so no call can come between. */
export class HeldRow {
  readonly #sql: SqlStorage;
  readonly #name: string;

  constructor(sql: SqlStorage, name: string) {
    this.#sql = sql;
    this.#name = name;
    sql.exec("CREATE TABLE IF NOT EXISTS held (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL)");
  }

  load(agent = this.#name): Held {
    const row = this.#sql.exec<{ json: string }>("SELECT json FROM held WHERE id = 1").toArray()[0];
    if (row) return JSON.parse(row.json) as Held;
    return {
      agent,
      lifecycle: newLifecycle("shadow"),
      settings: {},
      settingsVersion: 0,
      schedule: everyTick,
      shop: { zone: "UTC", imported: false, readAt: 0 },
      inFlight: {},
    };
  }

  save(held: Held): void {
    this.#sql.exec(
      "INSERT INTO held (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
      JSON.stringify(held),
    );
  }
}

/** The calls still on their way at `now`. */
export function callsInFlight({ inFlight }: Held, now: number): [string, number][] {
  return Object.entries(inFlight).filter(([, until]) => until > now);
}

/** What others are shown; what only the agent's own Worker knows (its cron) is added there. */
export function viewOf(held: Held, ticks: TickLog, now: number): Awaited<ReturnType<AgentStateApi["view"]>> {
  const { lifecycle } = held;
  const { lease, backoffUntil } = lifecycle;
  return {
    id: held.agent,
    mode: lifecycle.mode,
    stopped: lifecycle.stopped,
    pausedNote: lifecycle.pausedNote,
    live: lease && {
      runId: lease.runId,
      token: lease.token,
      trigger: lease.trigger,
      startedAt: lease.startedAt,
      deadline: lease.deadline,
      chunk: lease.chunk,
    },
    lastTickAt: ticks.latest(),
    lastRun: lifecycle.lastRun,
    lastSuccessAt: lifecycle.lastSuccessAt,
    failuresInARow: lifecycle.failuresInARow,
    backoffUntil: backoffUntil !== null && backoffUntil > now ? backoffUntil : null,
    settings: held.settings,
    settingsVersion: held.settingsVersion,
    cron: null,
    nextDueAt: null,
    pending: lifecycle.asks.length,
    lastCronFor: ticks.latestCron(),
    lastCronAt: ticks.latestHeartbeat(),
    watchedSince: held.watchedSince ?? null,
  };
}

export function messageOf(ask: Ask): PendingMessage {
  return { tickId: ask.tickId, trigger: ask.trigger, scheduledFor: ask.scheduledFor, replayOf: ask.replayOf };
}
