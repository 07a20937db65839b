import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { breaker, budget } from "#durable-objects/client.ts";
import { clockAt } from "./clock.ts";
import { type Connection, connection } from "./connection.ts";
import type { KitError } from "./errors.ts";
import { httpError } from "./vendor-error.ts";

const bucket = { size: 100, restorePerSecond: 500 };

/** One of several Workers that share an account: its own connection, the same objects. */
function worker(id: string, account: string): Connection {
  return connection({
    id,
    account,
    breaker: breaker(env, id),
    budget: budget(env, account, bucket),
    clock: clockAt(0),
    random: Math.random,
    policy: { retry: { attempts: 3, minDelayMs: 1, maxDelayMs: 2 }, priority: "fulfilment" },
  });
}

/** A leaky bucket in real time that notes how far it was overdrawn. */
function vendor() {
  let level = bucket.size;
  let at = Date.now();
  const seen = { lowest: level, calls: 0 };
  const take = (cost: number) => {
    const now = Date.now();
    level = Math.min(bucket.size, level + ((now - at) / 1_000) * bucket.restorePerSecond) - cost;
    at = now;
    seen.lowest = Math.min(seen.lowest, level);
    seen.calls += 1;
    return { ...bucket, available: level };
  };
  return { seen, take };
}

describe("connections of isolated Workers, over the real objects", () => {
  it("never overdraw the vendor together, with the budget evicted in the middle", async () => {
    const shop = vendor();
    const workers = Array.from({ length: 4 }, () => worker("shared-budget", "drain.example"));
    const calls = workers.flatMap((each) =>
      Array.from({ length: 20 }, (_, i) =>
        each.call({ name: "x", effect: "write", cost: 5, run: async () => ({ value: i, budget: shop.take(5) }) }),
      ),
    );
    const stub = env.RATE_BUDGET.get(env.RATE_BUDGET.idFromName("drain.example"));
    await budget(env, "drain.example", bucket).dump();
    await evictDurableObject(stub);
    await Promise.all(calls);
    expect(shop.seen.calls).toBe(80);
    expect(shop.seen.lowest).toBeGreaterThanOrEqual(0);
  });

  it("stop calling all together after one of them saw the vendor fail", async () => {
    const down = async () => {
      throw httpError("Vendor", { status: 503, headers: new Headers() }, { realNow: 0 });
    };
    const failing = worker("shared-breaker", "down.example");
    const failures = [];
    for (let i = 0; i < 3; i++)
      failures.push(
        await failing.call({ name: "x", effect: "read", run: down }).catch((error: KitError) => error.code),
      );
    expect(failures).toEqual(["vendor-unavailable", "breaker-open", "breaker-open"]);

    const other = worker("shared-breaker", "down.example");
    let called = 0;
    const refusal = await other
      .call({ name: "x", effect: "read", run: async () => ({ value: ++called }) })
      .catch((error: KitError) => error);
    expect(refusal).toMatchObject({ code: "breaker-open", outcome: "not-sent", notBefore: expect.any(Number) });
    expect(called).toBe(0);
  });

  it("report their successes in one go at the end", async () => {
    const one = worker("successes", "ok.example");
    for (let i = 0; i < 10; i++) await one.call({ name: "x", effect: "read", run: async () => ({ value: i }) });
    expect((await breaker(env, "successes").dump(Date.now())).breaker.lifetime.ok).toBe(0);
    await one.flush();
    expect((await breaker(env, "successes").dump(Date.now())).breaker.lifetime.ok).toBe(10);
    expect((await budget(env, "ok.example", bucket).dump()).bucket?.reservations).toEqual([]);
  });
});
