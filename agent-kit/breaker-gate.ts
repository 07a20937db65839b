import type { Report } from "#core/resilience/breaker-report.ts";
import { unreachableVerdict, type Verdict, type WhenUnreachable } from "#core/resilience/breaker-verdict.ts";
import { addCounts, noOutcomes, type OutcomeCounts } from "#core/resilience/outcome-window.ts";
import type { Clock } from "./clock.ts";

/** The shared breaker as a connection sees it; both calls reject when the object cannot be reached. */
export interface BreakerPort {
  verdict(now: number): Promise<Verdict>;
  /** Answers with the verdict after the report, never issuing a permit. */
  report(outcomes: Report, now: number): Promise<Verdict>;
}

export type Entry = { allowed: true; permit: string | null } | { allowed: false; waitMs: number; why: string };

/** Answers without a promise where nothing has to be asked: that is nearly every call. */
export interface BreakerGate {
  enter(): Entry | Promise<Entry>;
  leave(outcome: { error: string | null; slow: boolean; permit: string | null }): void | Promise<void>;
  /** The permit was not used: gives it to the next caller. */
  giveBack(permit: string): Promise<void>;
  takeOutcomes(): OutcomeCounts;
}

/**
 * Asks the shared breaker once per verdict lifetime, not once per call; failures and probes are reported at once,
 * successes are kept until somebody takes them.
 */
export function breakerGate(options: {
  breaker: BreakerPort;
  clock: Clock;
  verdict?: Verdict;
  whenUnreachable: WhenUnreachable;
}): BreakerGate {
  const { breaker, clock } = options;
  let known: Verdict | null = options.verdict ?? null;
  let ok = 0;
  let slowOnes = 0;

  async function ask(): Promise<Entry> {
    known = await breaker.verdict(clock.now()).catch(() => unreachableVerdict(clock.now(), options.whenUnreachable));
    return entryOf(known);
  }

  function entryOf(verdict: Verdict): Entry {
    if (!verdict.allow) {
      const waitMs = Math.max(1, verdict.at + verdict.retryAfterMs - clock.now());
      return { allowed: false, waitMs, why: verdict.state };
    }
    return verdict.state === "half-open" ? { allowed: true, permit: verdict.permit?.id ?? null } : entered;
  }

  async function send(report: Report): Promise<void> {
    // A report that is lost costs one count; the caller's own error must not be replaced by it.
    known = await breaker.report(report, clock.now()).catch(() => known);
  }

  function take(): OutcomeCounts {
    const taken = { ok, failed: 0, slow: slowOnes };
    ok = 0;
    slowOnes = 0;
    return taken;
  }

  return {
    enter() {
      const now = clock.now();
      // A half-open answer is one caller's permit: its ttl is 0, so it is never found live here.
      return known !== null && now < known.at + known.ttlMs && now >= known.at ? entryOf(known) : ask();
    },
    leave({ error, slow, permit }) {
      const slowCount = slow ? 1 : 0;
      if (error === null && permit === null) {
        ok += 1;
        slowOnes += slowCount;
        return;
      }
      const counts = { ok: error === null ? 1 : 0, failed: error === null ? 0 : 1, slow: slowCount };
      const code = error === null ? {} : { error };
      return send({ ...(permit === null ? addCounts(take(), counts) : { ...counts, permit }), ...code });
    },
    giveBack: (permit) => send({ ...noOutcomes, permit }),
    takeOutcomes: take,
  };
}

const entered: Entry = { allowed: true, permit: null };
