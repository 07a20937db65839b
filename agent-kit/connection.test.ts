import { describe, expect, it } from "vitest";
import { type BreakerPolicy, defaultBreakerPolicy } from "#core/resilience/breaker-policy.ts";
import { type Report, report } from "#core/resilience/breaker-report.ts";
import { type BreakerState, closedBreaker } from "#core/resilience/breaker-state.ts";
import { peek, verdict } from "#core/resilience/breaker-verdict.ts";
import { type ExchangeRequest, exchange } from "#core/resilience/exchange.ts";
import { type Bucket, fullBucket } from "#core/resilience/leaky-bucket.ts";
import { clockAt } from "./clock.ts";
import { type ConnectionOptions, connection } from "./connection.ts";
import type { KitError } from "./errors.ts";
import { httpError, throttled } from "./vendor-error.ts";

/** The real transitions over memory and a clock that only sleeping moves: what the objects do, without workerd. */
function world(start: { policy?: Partial<BreakerPolicy>; bucket?: Bucket } = {}) {
  const policy: BreakerPolicy = { ...defaultBreakerPolicy, ...start.policy };
  const seen = { verdicts: 0, reports: [] as Report[], exchanges: [] as ExchangeRequest[], slept: [] as number[] };
  let now = 1_000_000;
  let breaker: BreakerState = closedBreaker;
  let bucket = start.bucket ?? fullBucket(2_000, 100, now);
  const options: ConnectionOptions = {
    id: "shopify",
    account: "shop.example",
    clock: clockAt(0, () => now),
    random: () => 0.5,
    sleep: async (ms) => {
      seen.slept.push(ms);
      now += ms;
    },
    breaker: {
      verdict: async (at) => {
        seen.verdicts += 1;
        const answer = verdict(breaker, at, policy);
        breaker = answer.state;
        return answer.verdict;
      },
      report: async (outcomes, at) => {
        seen.reports.push(outcomes);
        breaker = report(breaker, outcomes, at, policy, 0.5);
        return peek(breaker, at, policy);
      },
    },
    budget: {
      exchange: async (request) => {
        seen.exchanges.push(request);
        const done = exchange(bucket, request, now);
        bucket = done.bucket;
        return done.answer;
      },
    },
  };
  return {
    options,
    seen,
    pass: (ms: number) => {
      now += ms;
    },
    now: () => now,
    breaker: () => breaker,
    bucket: () => bucket,
    open: () => {
      breaker = report(closedBreaker, { ok: 0, failed: 99, slow: 0 }, now, policy, 0.5);
    },
  };
}

/** Answers the given steps in turn: an error is thrown, anything else returned. */
function vendor(...steps: unknown[]) {
  const calls = { made: 0 };
  const run = async () => {
    const step = steps[Math.min(calls.made++, steps.length - 1)];
    if (step instanceof Error) throw step;
    return { value: step };
  };
  return { calls, run };
}

const unavailable = (retryAfter?: string) =>
  httpError(
    "Vendor",
    { status: 503, headers: new Headers(retryAfter ? { "retry-after": retryAfter } : {}) },
    { realNow: 0 },
  );

const failure = (promise: Promise<unknown>): Promise<KitError> =>
  promise.then(
    () => {
      throw new Error("should have failed");
    },
    (error: KitError) => error,
  );

describe("retry", () => {
  it("tries a read three times, 4 to 10 s apart, and reports each failure at once", async () => {
    const w = world();
    const shop = vendor(unavailable(), unavailable(), "answer");
    const value = await connection(w.options).call({ name: "orders", effect: "read", run: shop.run });
    expect(value).toBe("answer");
    expect(w.seen.slept).toEqual([7_000, 7_000]);
    expect(w.seen.reports).toMatchObject([{ failed: 1, error: "vendor-unavailable" }, { failed: 1 }]);
  });

  it("gives up after the third try with the last error", async () => {
    const w = world();
    const shop = vendor(unavailable());
    const error = await failure(connection(w.options).call({ name: "orders", effect: "read", run: shop.run }));
    expect(error).toMatchObject({ code: "vendor-unavailable", status: 503, outcome: "unknown" });
    expect(shop.calls.made).toBe(3);
  });

  it("waits as long as the vendor asks when that is longer", async () => {
    const w = world();
    const shop = vendor(unavailable("12"), "answer");
    await connection(w.options).call({ name: "orders", effect: "keyed-write", run: shop.run });
    expect(w.seen.slept).toEqual([12_000]);
  });

  it.each([
    ["an unknown outcome", unavailable()],
    ["a rate limit", httpError("Vendor", { status: 429, headers: new Headers() }, { realNow: 0 })],
  ])("never repeats a bare write after %s", async (_, thrown) => {
    const shop = vendor(thrown);
    await failure(connection(world().options).call({ name: "orderCreate", effect: "write", run: shop.run }));
    expect(shop.calls.made).toBe(1);
  });

  it("does not repeat what the vendor refused, nor count it against the vendor", async () => {
    const w = world();
    const shop = vendor(httpError("Vendor", { status: 422, headers: new Headers() }, { realNow: 0 }));
    const error = await failure(connection(w.options).call({ name: "price", effect: "read", run: shop.run }));
    expect(error).toMatchObject({ code: "vendor-refused", outcome: "refused" });
    expect(shop.calls.made).toBe(1);
    expect(w.seen.reports).toEqual([]);
  });

  it("hands the error back with notBefore when the deadline comes before the next try", async () => {
    const w = world();
    const shop = vendor(unavailable());
    const kit = connection({ ...w.options, deadlineAt: w.now() + 5_000 });
    const error = await failure(kit.call({ name: "orders", effect: "read", run: shop.run }));
    expect(error).toMatchObject({ code: "vendor-unavailable", notBefore: w.now() + 7_000 });
    expect(w.seen.slept).toEqual([]);
  });

  it("calls a broken connection unknown and a bug a bug", async () => {
    const lost = vendor(new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }));
    const network = await failure(connection(world().options).call({ name: "x", effect: "write", run: lost.run }));
    expect(network).toMatchObject({ code: "network", outcome: "unknown", retryable: true, countsAgainst: true });
    const typo = vendor(new TypeError("undefined is not a function"));
    const w = world();
    const bug = await failure(connection(w.options).call({ name: "x", effect: "read", run: typo.run }));
    expect(bug).toMatchObject({ code: "unexpected", report: true, retryable: false });
    expect(bug.message).not.toContain("undefined");
    expect(typo.calls.made).toBe(1);
    expect(w.seen.reports).toEqual([]);
  });
});

describe("breaker", () => {
  it("asks once for many calls while the verdict lives, and again after", async () => {
    const w = world();
    const kit = connection(w.options);
    for (let i = 0; i < 5; i++) await kit.call({ name: "x", effect: "read", run: vendor(1).run });
    expect(w.seen.verdicts).toBe(1);
    w.pass(defaultBreakerPolicy.verdictTtlMs);
    await kit.call({ name: "x", effect: "read", run: vendor(1).run });
    expect(w.seen.verdicts).toBe(2);
  });

  it("uses the verdict a run's beginning brought instead of asking", async () => {
    const w = world();
    const verdict = { at: w.now(), ttlMs: 10_000, allow: true, state: "closed" } as const;
    await connection({ ...w.options, verdict }).call({ name: "x", effect: "read", run: vendor(1).run });
    expect(w.seen.verdicts).toBe(0);
  });

  it("keeps successes for the run's end, and sends them along with a failure", async () => {
    const w = world();
    const kit = connection(w.options);
    for (let i = 0; i < 3; i++) await kit.call({ name: "x", effect: "read", run: vendor(1).run });
    expect(w.seen.reports).toEqual([]);
    await failure(kit.call({ name: "x", effect: "write", run: vendor(unavailable()).run }));
    expect(w.seen.reports).toMatchObject([{ ok: 3, failed: 1 }]);
    await kit.call({ name: "x", effect: "read", run: vendor(1).run });
    expect(kit.outcomes()).toEqual({ ok: 1, failed: 0, slow: 0 });
    expect(kit.outcomes()).toEqual({ ok: 0, failed: 0, slow: 0 });
  });

  it("sends nothing while open: not-sent, with the time of the next probe and the reservation given back", async () => {
    const w = world();
    w.open();
    const shop = vendor(1);
    const kit = connection(w.options);
    const error = await failure(kit.call({ name: "x", effect: "keyed-write", cost: 50, run: shop.run }));
    expect(error).toMatchObject({
      code: "breaker-open",
      outcome: "not-sent",
      notBefore: w.now() + 30_000,
      report: false,
    });
    expect(shop.calls.made).toBe(0);
    await kit.flush();
    expect(w.bucket()).toMatchObject({ level: 2_000, reservations: [] });
  });

  it("stops in the middle of its tries when the breaker opens", async () => {
    const w = world({ policy: { minimumVolume: 2 } });
    const shop = vendor(unavailable());
    const error = await failure(connection(w.options).call({ name: "x", effect: "read", run: shop.run }));
    expect(shop.calls.made).toBe(2);
    expect(error).toMatchObject({ code: "breaker-open", outcome: "not-sent" });
  });

  it("asks for each half-open call, reports each probe at once, and closes", async () => {
    const w = world();
    w.open();
    w.pass(30_000);
    const kit = connection(w.options);
    for (let i = 0; i < 3; i++) await kit.call({ name: "x", effect: "read", run: vendor(1).run });
    expect(w.seen.verdicts).toBe(3);
    expect(w.seen.reports.map((sent) => sent.permit)).toEqual(["1.1", "1.2", "1.3"].map(() => expect.any(String)));
    expect(w.breaker().phase.kind).toBe("closed");
  });

  const gone = () => Promise.reject(new Error("gone"));
  const lost = { breaker: { breaker: { verdict: gone, report: gone } }, budget: { budget: { exchange: gone } } };
  it.each([
    ["call", "breaker", "answer", 1],
    ["refuse", "breaker", "breaker-open", 0],
    ["call", "budget", "answer", 1],
    ["refuse", "budget", "budget-wait", 0],
  ] as const)("told to %s while its %s cannot be reached: %s", async (whenUnreachable, what, result, calls) => {
    const shop = vendor("answer");
    const outcome = await connection({ ...world().options, ...lost[what], policy: { whenUnreachable } })
      .call({ name: "x", effect: "read", run: shop.run })
      .catch((error: KitError) => error.code);
    expect(outcome).toBe(result);
    expect(shop.calls.made).toBe(calls);
  });
});

describe("budget", () => {
  it("waits for units in place without counting an attempt, and settles with the next reservation", async () => {
    const w = world({ bucket: fullBucket(100, 100, 1_000_000) });
    const kit = connection({ ...w.options, policy: { priority: "fulfilment" } });
    const reading = { size: 100, restorePerSecond: 100, available: 0 };
    await kit.call({ name: "x", effect: "read", cost: 100, run: async () => ({ value: 1, budget: reading }) });
    await kit.call({ name: "x", effect: "write", cost: 50, run: vendor(1).run });
    expect(w.seen.slept).toEqual([525]);
    expect(w.seen.exchanges[1]).toMatchObject({ settle: [{ reading }], reserve: { cost: 50 } });
  });

  it("settles on its own when no other call follows, so that an idle connection holds nothing from the others", async () => {
    const w = world();
    await connection(w.options).call({ name: "x", effect: "read", cost: 300, run: vendor(1).run });
    expect(w.bucket().reservations).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(w.bucket()).toMatchObject({ level: 1_700, reservations: [] });
    expect(w.seen.exchanges).toHaveLength(2);
  });

  it("treats a throttled reply as a wait: even a bare write is tried again, because nothing ran", async () => {
    const w = world();
    const budget = { size: 2_000, restorePerSecond: 100, available: 0 };
    const shop = vendor(throttled("Shopify", { budget }), throttled("Shopify", { budget }), "answer");
    const value = await connection(w.options).call({ name: "x", effect: "write", cost: 100, run: shop.run });
    expect(value).toBe("answer");
    expect(w.seen.reports).toEqual([]);
    expect(shop.calls.made).toBe(3);
  });

  it("hands back notBefore instead of waiting longer than it may", async () => {
    const w = world({ bucket: { ...fullBucket(2_000, 10, 1_000_000), level: 0 } });
    const error = await failure(
      connection(w.options).call({
        name: "x",
        effect: "keyed-write",
        cost: 200,
        priority: "security",
        run: vendor(1).run,
      }),
    );
    expect(error).toMatchObject({ code: "budget-wait", outcome: "not-sent", notBefore: 1_000_000 + 21_000 });
    expect(w.seen.slept).toEqual([]);
  });

  it("refuses at once what its priority can never have", async () => {
    const w = world();
    const call = { name: "x", effect: "read", cost: 1_500, priority: "research", run: vendor(1).run } as const;
    expect(await failure(connection(w.options).call(call))).toMatchObject({
      code: "budget-too-large",
      outcome: "not-sent",
    });
  });
});

describe("deadline", () => {
  it("ends a call that ignores its signal, as unknown and against the vendor", async () => {
    const w = world();
    const never = () => new Promise<never>(() => {});
    const call = { name: "slow", effect: "write", timeoutMs: 20, run: never } as const;
    expect(await failure(connection(w.options).call(call))).toMatchObject({ code: "timeout", outcome: "unknown" });
    expect(w.seen.reports).toMatchObject([{ failed: 1, error: "timeout" }]);
  });

  it("ends with the run's signal, which says nothing about the vendor", async () => {
    const w = world();
    const stop = new AbortController();
    const kit = connection({ ...w.options, signal: stop.signal });
    const under = failure(kit.call({ name: "x", effect: "read", run: () => new Promise<never>(() => {}) }));
    setTimeout(() => stop.abort(new Error("cancelled")), 5);
    expect(await under).toMatchObject({ code: "aborted", outcome: "unknown", retryable: false });
    expect(await failure(kit.call({ name: "x", effect: "read", run: vendor(1).run }))).toMatchObject({
      code: "aborted",
      outcome: "not-sent",
    });
    expect(w.seen.reports).toEqual([]);
  });

  it("counts slow successes as slow", async () => {
    const w = world();
    const kit = connection(w.options);
    const run = async () => {
      w.pass(10_000);
      return { value: 1 };
    };
    await kit.call({ name: "x", effect: "read", run });
    expect(kit.outcomes()).toEqual({ ok: 1, failed: 0, slow: 1 });
  });
});
