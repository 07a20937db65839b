import { clock } from "#agent-kit/clock.ts";
import { force, release, reset } from "#core/resilience/breaker-force.ts";
import { type BreakerPolicy, defaultBreakerPolicy } from "#core/resilience/breaker-policy.ts";
import { type Report, report } from "#core/resilience/breaker-report.ts";
import { type BreakerState, closedBreaker, type Force } from "#core/resilience/breaker-state.ts";
import { settle } from "#core/resilience/breaker-transitions.ts";
import { peek, type Verdict, verdict } from "#core/resilience/breaker-verdict.ts";
import { liveFeed } from "./client.ts";
import { IttyDurable } from "./itty-object.ts";

/** One change of what callers are told; the rest only when a person made it. */
export interface BreakerChange {
  at: number;
  from: BreakerStanding;
  to: BreakerStanding;
  by?: string;
  why?: string;
  /** Of a forced state; null until taken back. */
  until?: number | null;
  audit?: AuditMark;
}

/** What makes the row of a person's change in the audit log: kept with the change, in case the row could not be written. */
export interface AuditMark {
  id: string;
  role: string;
  operation: string;
}

interface Person {
  by: string;
  why: string;
  until?: number | null;
  audit?: AuditMark;
}

export type BreakerStanding = "closed" | "open" | "half-open" | "forced-open" | "forced-closed";

export interface BreakerDump {
  connection: string;
  standing: BreakerStanding;
  breaker: BreakerState;
  /** Newest last, at most 20. */
  changes: BreakerChange[];
}

const keptChanges = 20;

/**
 * One per connection, shared by all Workers. Every method changes `breaker` without an await and then awaits one
 * `persist`: two calls can never see the same state, and no answer leaves before its change is stored.
 */
export class CircuitBreaker extends IttyDurable {
  breaker: BreakerState = closedBreaker;
  changes: BreakerChange[] = [];
  policy: BreakerPolicy = defaultBreakerPolicy;
  /** Kept, because an alarm comes without the name a call brings. */
  connection = "";

  /** May issue a probe permit. `now` in ms of the shop's clock, as in all methods. */
  async verdict(now: number): Promise<Verdict> {
    const answer = verdict(this.breaker, now, this.policy);
    // While closed or open nothing but a counter of refusals changes: not worth a write on every question.
    if (answer.state.phase === this.breaker.phase && answer.state.force === this.breaker.force) {
      this.breaker = answer.state;
      return answer.verdict;
    }
    await this.become(answer.state, now);
    return answer.verdict;
  }

  peek(now: number): Verdict {
    return peek(this.breaker, now, this.policy);
  }

  async report(outcomes: Report, now: number): Promise<Verdict> {
    await this.become(report(this.breaker, outcomes, now, this.policy, Math.random()), now);
    return peek(this.breaker, now, this.policy);
  }

  async force(override: Force, audit?: AuditMark): Promise<BreakerDump> {
    const { by, why, until } = override;
    await this.become(force(this.breaker, override), override.at, { by, why, until, audit });
    return this.dump(override.at);
  }

  async release(by: string, why: string, now: number): Promise<BreakerDump> {
    await this.become(release(this.breaker), now, { by, why });
    return this.dump(now);
  }

  /** Not itty's own `reset`, which needs a state it forgets when an alarm came first. */
  async clear(by: string, why: string, now: number, audit?: AuditMark): Promise<BreakerDump> {
    await this.become(reset(this.breaker), now, { by, why, audit });
    return this.dump(now);
  }

  async configure(policy: BreakerPolicy): Promise<void> {
    this.policy = policy;
    await this.persist();
  }

  dump(now: number): BreakerDump {
    const breaker = settle(this.breaker, now, this.policy);
    return { connection: this.name(), standing: standing(breaker), breaker, changes: this.changes };
  }

  /** Lets time pass, so that a dashboard sees the end of an open time nobody asked about. */
  async wake(now: number): Promise<void> {
    await this.become(settle(this.breaker, now, this.policy), now);
  }

  /** itty neither loads nor saves around an alarm. */
  async alarm(): Promise<void> {
    const { env } = this.state;
    await this.loadFromStorage();
    const { now } = await clock(env);
    await this.wake(now());
    // Woken too early (the clock was set back): the end still lies ahead.
    this.arm(now());
  }

  private async become(next: BreakerState, now: number, person?: Person): Promise<void> {
    const from = standing(this.breaker);
    const to = standing(next);
    this.breaker = next;
    this.connection = this.name();
    const changed = from !== to || person !== undefined;
    if (changed) this.changes = [...this.changes, changeOf(now, from, to, person)].slice(-keptChanges);
    const saved = this.persist();
    if (changed) this.arm(now);
    await saved;
    if (changed) this.tell({ topic: "breaker", at: now, connection: this.name(), from, to });
  }

  /** Deadlines lie in the state, in the shop's time; the alarm only wakes us then. */
  private arm(now: number): void {
    const { phase, force: override } = this.breaker;
    const ends = [phase.kind === "open" ? phase.until : null, override?.until ?? null].filter((end) => end !== null);
    if (ends.length === 0) return;
    void this.state.storage.setAlarm(Date.now() + Math.max(1, Math.min(...ends) - now));
  }

  private tell(event: { topic: string; at: number; connection: string; from: string; to: string }): void {
    // Never rejects: a dashboard that misses this reads the same from the next snapshot.
    void liveFeed(this.state.env).publish(event);
  }

  private name(): string {
    return this.state.idFromName ?? this.connection;
  }
}

function standing(breaker: BreakerState): BreakerStanding {
  if (breaker.force) return breaker.force.to === "open" ? "forced-open" : "forced-closed";
  return breaker.phase.kind;
}

function changeOf(at: number, from: BreakerStanding, to: BreakerStanding, person?: Person): BreakerChange {
  return { at, from, to, ...person };
}
