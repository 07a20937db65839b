import type { Report } from "#core/resilience/breaker-report.ts";
import type { Verdict } from "#core/resilience/breaker-verdict.ts";
import { addCounts, noOutcomes, type OutcomeCounts } from "#core/resilience/outcome-window.ts";
import type { Clock } from "./clock.ts";

/** The shared breaker as a connection sees it; both calls reject when the object cannot be reached. */
export interface BreakerPort {
  verdict(now: number): Promise<Verdict>;
  /** Answers with the verdict after the report, never issuing a permit. */
  report(outcomes: Report, now: number): Promise<Verdict>;
}

export type Entry = { allowed: true; permit: string | null } | { allowed: false; waitMs: number; why: string };

export interface BreakerGate {
  enter(): Promise<Entry>;
  leave(outcome: { error: string | null; slow: boolean; permit: string | null }): Promise<void>;
  /** The permit was not used: gives it to the next caller. */
  giveBack(permit: string): Promise<void>;
  takeOutcomes(): OutcomeCounts;
}

const unreachableTtlMs = 5_000;

/**
 * Asks the shared breaker once per verdict lifetime, not once per call; failures and probes are reported at once,
 * successes are kept until somebody takes them.
 */
export function breakerGate(options: {
  breaker: BreakerPort;
  clock: Clock;
  verdict?: Verdict;
  whenUnreachable: "call" | "refuse";
}): BreakerGate {
  const { breaker, clock } = options;
  let known: Verdict | null = options.verdict ?? null;
  let successes = noOutcomes;

  async function current(): Promise<Verdict> {
    // A half-open answer is one caller's permit: its ttl is 0, so it is never found live here.
    if (known && clock.now() < known.at + known.ttlMs && clock.now() >= known.at) return known;
    known = await breaker.verdict(clock.now()).catch(() => unreachable(clock.now(), options.whenUnreachable));
    return known;
  }

  async function send(report: Report): Promise<void> {
    // A report that is lost costs one count; the caller's own error must not be replaced by it.
    known = await breaker.report(report, clock.now()).catch(() => known);
  }

  return {
    async enter() {
      const verdict = await current();
      if (verdict.allow)
        return { allowed: true, permit: verdict.state === "half-open" ? (verdict.permit?.id ?? null) : null };
      const waitMs = Math.max(1, verdict.at + verdict.retryAfterMs - clock.now());
      return { allowed: false, waitMs, why: verdict.state };
    },
    async leave({ error, slow, permit }) {
      const failed = error !== null;
      const counts = { ok: failed ? 0 : 1, failed: failed ? 1 : 0, slow: slow ? 1 : 0 };
      const code = failed ? { error } : {};
      if (permit !== null) return send({ ...counts, ...code, permit });
      successes = addCounts(successes, counts);
      if (failed) await send({ ...take(), ...code });
    },
    giveBack: (permit) => send({ ...noOutcomes, permit }),
    takeOutcomes: take,
  };

  function take(): OutcomeCounts {
    const taken = successes;
    successes = noOutcomes;
    return taken;
  }
}

function unreachable(now: number, policy: "call" | "refuse"): Verdict {
  if (policy === "call") return { at: now, ttlMs: unreachableTtlMs, allow: true, state: "closed" };
  return { at: now, ttlMs: unreachableTtlMs, allow: false, state: "open", retryAfterMs: unreachableTtlMs };
}
