import { Cron } from "croner";

/** One line of a Worker's `[triggers]`. */
export interface CronEntry {
  worker: string;
  cron: string;
}

export interface Due extends CronEntry {
  /** When it was due, in the shop's (virtual) time, ms since the epoch. */
  atMs: number;
}

/** The next time after `afterMs` at which the expression holds, or null when it never does again. */
export function nextTime(cron: string, afterMs: number): number | null {
  return new Cron(cron, { timezone: "UTC", paused: true }).nextRun(new Date(afterMs))?.getTime() ?? null;
}

/**
 * What a jump of the clock skipped, in order: for each Worker's cron the last time due within each hour of the span
 * (exclusive of its beginning, inclusive of its end), so that a jump of a day is 24 runs of an agent, not 288.
 */
export function dueDuring(entries: CronEntry[], fromMs: number, toMs: number): Due[] {
  const due: Due[] = [];
  for (const entry of entries) {
    const cron = new Cron(entry.cron, { timezone: "UTC", paused: true });
    let last: number | null = null;
    for (let at = nextAfter(cron, fromMs); at !== null && at <= toMs; at = nextAfter(cron, at)) {
      if (last !== null && hourOf(last) !== hourOf(at)) due.push({ ...entry, atMs: last });
      last = at;
    }
    if (last !== null) due.push({ ...entry, atMs: last });
  }
  return due.sort((a, b) => a.atMs - b.atMs || a.worker.localeCompare(b.worker));
}

function nextAfter(cron: Cron, ms: number): number | null {
  return cron.nextRun(new Date(ms))?.getTime() ?? null;
}

/** Shops live in zones whose clocks differ from UTC by whole hours, or close enough: an hour is an hour. */
function hourOf(ms: number): number {
  return Math.floor(ms / 3_600_000);
}

export interface CronDriverOptions {
  entries: CronEntry[];
  /** Virtual minus real time, ms. */
  offsetMs: number;
  fire: (due: Due) => Promise<void>;
}

/**
 * Fires the crons that a local runtime never fires by itself, on the shop's clock. One driver per system: a firing cron
 * is not fired again before it has been answered, a clock that moves forward fires what it skipped.
 */
export class CronDriver {
  readonly entries: CronEntry[];
  #offsetMs: number;
  #fire: CronDriverOptions["fire"];
  #busy = new Set<CronEntry>();
  #timers = new Map<CronEntry, NodeJS.Timeout>();
  #stopped = true;

  constructor({ entries, offsetMs, fire }: CronDriverOptions) {
    this.entries = entries;
    this.#offsetMs = offsetMs;
    this.#fire = fire;
  }

  /** The shop's time, ms since the epoch. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Begins to fire each cron on its time. */
  start(): void {
    this.#stopped = false;
    for (const entry of this.entries) this.#arm(entry);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Fires every cron once, now, whatever its time, one after the other in the order of the entries. */
  async fireAll(workers?: string[]): Promise<Due[]> {
    const atMs = Math.floor(this.now() / 60_000) * 60_000;
    const due = this.entries
      .filter((entry) => !workers || workers.includes(entry.worker))
      .map((entry) => ({ ...entry, atMs }));
    for (const each of due) await this.#fire(each);
    return due;
  }

  /** Follows a move of the shop's clock and fires, in order, what came due between. */
  async move({ fromMs, toMs, offsetMs }: { fromMs: number; toMs: number; offsetMs: number }): Promise<Due[]> {
    this.#offsetMs = offsetMs;
    if (!this.#stopped) for (const entry of this.entries) this.#arm(entry);
    const due = dueDuring(this.entries, fromMs, toMs);
    for (const each of due) await this.#fire(each);
    return due;
  }

  #arm(entry: CronEntry): void {
    clearTimeout(this.#timers.get(entry));
    const atMs = nextTime(entry.cron, this.now());
    if (atMs === null || this.#stopped) return;
    // Long waits in hops: a timer holds at most 24.8 days, and a machine that slept wakes on the next hop.
    const waitMs = Math.min(Math.max(atMs - this.now(), 0), 60_000);
    const timer = setTimeout(() => {
      if (this.now() >= atMs) void this.#onTime({ ...entry, atMs }, entry);
      this.#arm(entry);
    }, waitMs);
    this.#timers.set(entry, timer);
  }

  async #onTime(due: Due, entry: CronEntry): Promise<void> {
    if (this.#busy.has(entry)) return;
    this.#busy.add(entry);
    try {
      await this.#fire(due);
    } finally {
      this.#busy.delete(entry);
    }
  }
}
