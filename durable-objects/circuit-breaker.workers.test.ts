import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type BreakerPolicy, defaultBreakerPolicy } from "#core/resilience/breaker-policy.ts";
import { type BreakerDump, breaker } from "./client.ts";

const t0 = Date.UTC(2026, 10, 22);
const ok = { ok: 1, failed: 0, slow: 0 };
const failed = { ok: 0, failed: 1, slow: 0, error: "timeout" };
const policy: BreakerPolicy = {
  ...defaultBreakerPolicy,
  open: { baseMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0 },
};

const stubOf = (name: string) => env.CIRCUIT_BREAKER.get(env.CIRCUIT_BREAKER.idFromName(name));

/** Evict throws for an object that has not started. */
async function evict(name: string): Promise<void> {
  await breaker(env, name).dump(t0);
  await evictDurableObject(stubOf(name));
}

async function opened(name: string, rules = policy): Promise<void> {
  await breaker(env, name).configure(rules);
  await breaker(env, name).report({ ok: 0, failed: 5, slow: 0 }, t0);
}

describe("CircuitBreaker", () => {
  it("counts 1,000 parallel outcomes, all of them, and still after an eviction", async () => {
    await breaker(env, "count").configure({ ...policy, failureRate: 2 });
    const mixed = Array.from({ length: 1_000 }, (_, i) => breaker(env, "count").report(i % 4 === 0 ? failed : ok, t0));
    await Promise.all(mixed);
    expect((await breaker(env, "count").dump(t0)).breaker.lifetime).toMatchObject({ ok: 750, failed: 250 });
    await evict("count");
    expect((await breaker(env, "count").dump(t0)).breaker.lifetime).toMatchObject({ ok: 750, failed: 250 });
  });

  it("counts every outcome of ten waves with evictions while they run", async () => {
    await breaker(env, "waves").configure({ ...policy, failureRate: 2 });
    for (let wave = 0; wave < 10; wave++) {
      const reports = Array.from({ length: 100 }, () => breaker(env, "waves").report(failed, t0));
      await Promise.all([...reports, evictDurableObject(stubOf("waves"))]);
    }
    expect((await breaker(env, "waves").dump(t0)).breaker.lifetime.failed).toBe(1_000);
  });

  it("gives 100 parallel half-open callers exactly the permitted probes, with evictions in the middle", async () => {
    for (let permits = 1; permits <= 5; permits++) {
      const name = `half-open-${permits}`;
      await opened(name, { ...policy, permits });
      await evict(name);
      let evictions = 0;
      const waves = Array.from({ length: 5 }, async () => {
        const asked = Array.from({ length: 20 }, () => breaker(env, name).verdict(t0 + 2_000));
        // An eviction that finds the object already gone is none; those that happened are counted.
        await evict(name).then(
          () => evictions++,
          () => undefined,
        );
        return Promise.all(asked);
      });
      const verdicts = (await Promise.all(waves)).flat();
      expect(evictions).toBeGreaterThan(0);
      const issued = verdicts.flatMap((verdict) =>
        verdict.allow && verdict.state === "half-open" && verdict.permit ? [verdict.permit.id] : [],
      );
      expect(issued).toHaveLength(permits);
      expect(new Set(issued).size).toBe(permits);
      expect(verdicts.filter((verdict) => !verdict.allow)).toHaveLength(100 - permits);
    }
  });

  it("never gives more probes than permitted when the object crashes, and never the same one twice", async () => {
    await opened("crash");
    const asks: Promise<string | null>[] = [];
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 20; i++) {
        asks.push(
          breaker(env, "crash")
            .verdict(t0 + 2_000)
            .then((verdict) => (verdict.allow && verdict.state === "half-open" ? (verdict.permit?.id ?? null) : null))
            .catch(() => null),
        );
      }
      await runInDurableObject(stubOf("crash"), (_, state) => state.abort("crash")).catch(() => undefined);
    }
    const issued = (await Promise.all(asks)).filter((permit) => permit !== null);
    expect(issued.length).toBeLessThanOrEqual(policy.permits);
    expect(new Set(issued).size).toBe(issued.length);
    // What was issued and lost lapses, so the breaker can still be probed.
    const later = await breaker(env, "crash").verdict(t0 + 2_000 + policy.leaseMs);
    expect(later).toMatchObject({ allow: true, state: "half-open" });
  });

  it("keeps what it acknowledged when it crashes", async () => {
    await breaker(env, "acknowledged").configure({ ...policy, failureRate: 2 });
    let acknowledged = 0;
    for (let round = 0; round < 5; round++) {
      const reports = Array.from({ length: 40 }, () =>
        breaker(env, "acknowledged")
          .report(ok, t0)
          .then(() => acknowledged++)
          .catch(() => undefined),
      );
      await runInDurableObject(stubOf("acknowledged"), (_, state) => state.abort("crash")).catch(() => undefined);
      await Promise.all(reports);
    }
    const { lifetime } = (await breaker(env, "acknowledged").dump(t0)).breaker;
    expect(acknowledged).toBeGreaterThan(0);
    // A report whose answer was lost is sent once more: counted again at worst, never less than acknowledged.
    expect(lifetime.ok).toBeGreaterThanOrEqual(acknowledged);
  });

  it("closes after the permitted probes succeeded and forgets the bad stretch", async () => {
    await opened("recovers");
    for (let probe = 0; probe < policy.permits; probe++) {
      await evict("recovers");
      const verdict = await breaker(env, "recovers").verdict(t0 + 1_000);
      if (!verdict.allow || verdict.state !== "half-open" || !verdict.permit) throw new Error("no permit");
      await breaker(env, "recovers").report({ ...ok, permit: verdict.permit.id }, t0 + 1_000);
    }
    expect(await breaker(env, "recovers").verdict(t0 + 1_001)).toMatchObject({ allow: true, state: "closed" });
  });

  it("goes half-open when woken, without anybody asking, and says so in its changes", async () => {
    await opened("wakes");
    await evict("wakes");
    await breaker(env, "wakes").wake(t0 + 1_000);
    const dump = await breaker(env, "wakes").dump(t0 + 1_000);
    expect(dump.changes.map(({ from, to }) => `${from} → ${to}`)).toEqual(["closed → open", "open → half-open"]);
    expect(dump.connection).toBe("wakes");
  });

  it("does by alarm, on the moved clock, what waking does", async () => {
    const now = Date.now();
    await breaker(env, "alarm").configure({ ...policy, open: { ...policy.open, baseMs: 40_000 } });
    await breaker(env, "alarm").report({ ok: 0, failed: 5, slow: 0 }, now);
    await evict("alarm");
    await env.KV.put("clock:offset", "39000");
    await runDurableObjectAlarm(stubOf("alarm"));
    expect((await breaker(env, "alarm").dump(now)).standing).toBe("open");
    await env.KV.put("clock:offset", "41000");
    await evict("alarm");
    expect(await runDurableObjectAlarm(stubOf("alarm"))).toBe(true);
    const kept = await runInDurableObject(stubOf("alarm"), (_, state) => state.storage.get<BreakerDump>("data"));
    expect(kept).toMatchObject({ connection: "alarm", changes: [{ to: "open" }, { to: "half-open" }] });
    await env.KV.delete("clock:offset");
  });

  it("obeys a person until the time they named, and keeps who and why in any script", async () => {
    const shop = breaker(env, "forced");
    await shop.force({ to: "open", by: "Zoë", why: "Händler räumt um – 店", at: t0, until: t0 + 5_000 });
    expect(await shop.verdict(t0 + 1)).toMatchObject({ allow: false, state: "forced-open", retryAfterMs: 4_999 });
    expect(await shop.dump(t0 + 1)).toMatchObject({
      standing: "forced-open",
      breaker: { force: { by: "Zoë", why: "Händler räumt um – 店" } },
      changes: [{ by: "Zoë", why: "Händler räumt um – 店", to: "forced-open" }],
    });
    expect(await shop.verdict(t0 + 5_000)).toMatchObject({ allow: true, state: "closed" });
  });
});
