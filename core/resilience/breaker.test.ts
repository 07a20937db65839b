import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { force, release, reset } from "./breaker-force.ts";
import { defaultBreakerPolicy as policy } from "./breaker-policy.ts";
import { report } from "./breaker-report.ts";
import { type BreakerState, closedBreaker } from "./breaker-state.ts";
import { settle } from "./breaker-transitions.ts";
import { peek, verdict } from "./breaker-verdict.ts";

const ok = { ok: 1, failed: 0, slow: 0 };
const failed = { ok: 0, failed: 1, slow: 0 };
const middle = 0.5;

function times(state: BreakerState, count: number, outcome: typeof ok, now: number): BreakerState {
  return Array.from({ length: count }).reduce<BreakerState>((s) => report(s, outcome, now, policy, middle), state);
}

const opened = times(closedBreaker, policy.minimumVolume, failed, 0);

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}

describe("closed", () => {
  it("stays closed below the minimum volume even when every call fails", () => {
    const state = times(closedBreaker, policy.minimumVolume - 1, failed, 0);
    expect(verdict(state, 0, policy).verdict).toEqual({
      at: 0,
      ttlMs: policy.verdictTtlMs,
      allow: true,
      state: "closed",
    });
  });

  it("opens at the failure rate and says what it saw", () => {
    const state = times(times(closedBreaker, 5, ok, 0), 5, failed, 1);
    expect(state.phase).toMatchObject({ kind: "open", because: { kind: "failure-rate", rate: 0.5, calls: 10 } });
  });

  it("opens when calls succeed but nearly all are slow", () => {
    const state = times(closedBreaker, 5, { ok: 1, failed: 0, slow: 1 }, 0);
    expect(state.phase).toMatchObject({ kind: "open", because: { kind: "slow-rate", rate: 1 } });
  });

  it("forgets failures that left the window", () => {
    const state = times(closedBreaker, 4, failed, 0);
    expect(times(state, 4, failed, policy.span.windowMs + 1).phase.kind).toBe("closed");
  });

  it("counts a batch like its single outcomes", () => {
    const batch = report(closedBreaker, { ok: 3, failed: 2, slow: 1 }, 0, policy, middle);
    expect(batch.window).toEqual([{ at: 0, ok: 3, failed: 2, slow: 1 }]);
  });
});

describe("open", () => {
  it("refuses until its time is over and says how long that is", () => {
    const { verdict: answer } = verdict(opened, 10_000, policy);
    expect(answer).toMatchObject({ allow: false, state: "open", retryAfterMs: 20_000 });
  });

  it("never lets an answer live longer than the open time", () => {
    expect(verdict(opened, 29_000, policy).verdict.ttlMs).toBe(1_000);
  });

  it("doubles its time with each failed probe up to the cap", () => {
    let state: BreakerState = opened;
    const lengths: number[] = [];
    for (let round = 0; round < 8; round++) {
      if (state.phase.kind !== "open") throw new Error("not open");
      lengths.push(state.phase.until - state.phase.since);
      const probe = verdict(state, state.phase.until, policy);
      if (!probe.verdict.allow || probe.verdict.state !== "half-open") throw new Error("no probe");
      const outcome = { ...failed, permit: probe.verdict.permit!.id };
      state = report(probe.state, outcome, probe.verdict.at, policy, middle);
    }
    expect(lengths).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000, 900_000]);
  });

  it("spreads its time by the jitter", () => {
    const shortest = report(times(closedBreaker, 4, failed, 0), failed, 0, policy, 0);
    const longest = report(times(closedBreaker, 4, failed, 0), failed, 0, policy, 1);
    expect([shortest.phase, longest.phase]).toMatchObject([{ until: 24_000 }, { until: 36_000 }]);
  });

  it("is not held open for weeks by a clock that was set back", () => {
    const state = times(closedBreaker, 5, failed, 1e12);
    expect(verdict(state, 1e12 - 7 * 86_400_000, policy).verdict).toMatchObject({ allow: true, state: "half-open" });
  });

  it("does not count outcomes of calls begun before it opened towards its next state", () => {
    expect(times(opened, 100, ok, 1).phase).toEqual(opened.phase);
    expect(times(opened, 100, ok, 1).lifetime.ok).toBe(100);
  });
});

describe("half-open", () => {
  const at = 30_000;

  it("issues the permitted probes, numbered, then refuses without caching", () => {
    let state = opened;
    const ids: string[] = [];
    for (let i = 0; i < policy.permits; i++) {
      const step = verdict(state, at, policy);
      state = step.state;
      if (step.verdict.allow && step.verdict.state === "half-open") ids.push(step.verdict.permit!.id);
    }
    expect(new Set(ids).size).toBe(policy.permits);
    expect(verdict(state, at, policy).verdict).toMatchObject({ allow: false, state: "half-open", ttlMs: 0 });
  });

  it("issues a lapsed permit again and does not believe its late answer", () => {
    const first = verdict(opened, at, policy);
    if (!first.verdict.allow || first.verdict.state !== "half-open") throw new Error("no probe");
    const late = at + policy.leaseMs;
    const answered = report(first.state, { ...failed, permit: first.verdict.permit!.id }, late, policy, middle);
    expect(answered.phase.kind).toBe("half-open");
    expect(verdict(answered, late, policy).verdict).toMatchObject({ allow: true });
  });

  it("takes an unused permit back for the next caller", () => {
    const first = verdict(opened, at, { ...policy, permits: 1 });
    if (!first.verdict.allow || first.verdict.state !== "half-open") throw new Error("no probe");
    const back = report(
      first.state,
      { ok: 0, failed: 0, slow: 0, permit: first.verdict.permit!.id },
      at,
      policy,
      middle,
    );
    expect(verdict(back, at, { ...policy, permits: 1 }).verdict).toMatchObject({ allow: true });
  });

  it("issues nothing to who only looks", () => {
    expect(peek(opened, at, policy)).toMatchObject({ allow: true, state: "half-open", permit: null, ttlMs: 0 });
  });
});

describe("a person's override", () => {
  const by = { by: "ada", why: "maintenance", at: 0 };

  it("wins over the counts, lapses by itself, and counting goes on underneath", () => {
    const forced = times(force(closedBreaker, { ...by, to: "closed", until: 1_000 }), 9, failed, 1);
    expect(verdict(forced, 999, policy).verdict).toMatchObject({ allow: true, state: "forced-closed", ttlMs: 1 });
    expect(verdict(forced, 1_000, policy).verdict).toMatchObject({ allow: false, state: "open" });
  });

  it("holds until taken back when it names no end", () => {
    const forced = force(closedBreaker, { ...by, to: "open", until: null });
    expect(verdict(forced, 1e12, policy).verdict).toMatchObject({ allow: false, state: "forced-open" });
    expect(verdict(release(forced), 1e12, policy).verdict).toMatchObject({ allow: true });
  });

  it("is gone after a reset, and so are old permits", () => {
    const half = verdict(opened, 30_000, policy);
    const fresh = reset(half.state);
    expect(fresh).toMatchObject({ phase: { kind: "closed" }, force: null, trips: 0 });
    expect(fresh.epoch).toBeGreaterThan(half.state.epoch);
  });
});

describe("whatever happens", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("verdict" as const), waitMs: fc.nat(40_000) }),
    fc.record({ kind: fc.constant("report" as const), waitMs: fc.nat(5_000), good: fc.boolean(), held: fc.nat(5) }),
    fc.record({ kind: fc.constant("force" as const), waitMs: fc.nat(5_000), to: fc.constantFrom("open", "closed") }),
  );

  it("never has more probes out than permitted, never issues one twice and mutates nothing", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let state: BreakerState = freeze(structuredClone(closedBreaker));
        let now = 0;
        const issued: string[] = [];
        for (const s of steps) {
          now += s.waitMs;
          if (s.kind === "verdict") {
            const answer = verdict(state, now, policy);
            state = freeze(answer.state);
            if (answer.verdict.allow && answer.verdict.state === "half-open") issued.push(answer.verdict.permit!.id);
          } else if (s.kind === "report") {
            const outcome = s.good ? ok : failed;
            const permit = issued.at(-1 - s.held);
            state = freeze(report(state, permit ? { ...outcome, permit } : outcome, now, policy, middle));
          } else state = freeze(force(state, { to: s.to as "open", by: "x", why: "y", at: now, until: now + 10_000 }));
          if (state.phase.kind === "half-open") {
            const { leases, succeeded } = state.phase.probes;
            expect(leases.length + succeeded).toBeLessThanOrEqual(policy.permits);
          }
        }
        expect(new Set(issued).size).toBe(issued.length);
        expect(settle(state, now, policy)).toEqual(settle(settle(state, now, policy), now, policy));
      }),
    );
  });
});
