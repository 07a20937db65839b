import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { budget } from "./client.ts";

const stubOf = (name: string) => env.RATE_BUDGET.get(env.RATE_BUDGET.idFromName(name));
const assume = { size: 1_000, restorePerSecond: 0 };

async function evict(name: string): Promise<void> {
  await budget(env, name, assume).dump();
  await evictDurableObject(stubOf(name));
}

describe("RateBudget", () => {
  it("grants 100 parallel callers exactly what the bucket holds, with evictions in the middle", async () => {
    let evictions = 0;
    const waves = Array.from({ length: 5 }, async () => {
      const asked = Array.from({ length: 20 }, () =>
        budget(env, "parallel", assume).exchange({ reserve: { cost: 30, priority: "fulfilment", lapseMs: 60_000 } }),
      );
      await evict("parallel").then(
        () => evictions++,
        () => undefined,
      );
      return Promise.all(asked);
    });
    const answers = (await Promise.all(waves)).flat().map((answer) => answer.reserve);
    const granted = answers.flatMap((answer) => (answer?.granted ? [answer.reservationId] : []));
    expect(granted).toHaveLength(33);
    expect(new Set(granted).size).toBe(33);
    expect(evictions).toBeGreaterThan(0);
  });

  it("keeps 40 % from background work and serves fulfilment from it", async () => {
    const shop = budget(env, "floors", assume);
    const research = { cost: 300, priority: "research", lapseMs: 60_000 } as const;
    expect((await shop.exchange({ reserve: research })).reserve).toMatchObject({ granted: true });
    expect((await shop.exchange({ reserve: research })).reserve).toMatchObject({ granted: true });
    expect((await shop.exchange({ reserve: { ...research, cost: 1 } })).reserve).toMatchObject({ granted: false });
    const urgent = { ...research, cost: 400, priority: "fulfilment" } as const;
    expect((await shop.exchange({ reserve: urgent })).reserve).toMatchObject({ granted: true });
  });

  it("believes the vendor's reply over its own assumption, after an eviction too", async () => {
    const shop = budget(env, "learns", assume);
    const { reserve } = await shop.exchange({ reserve: { cost: 10, priority: "support", lapseMs: 60_000 } });
    if (!reserve?.granted) throw new Error("not granted");
    const reading = { size: 4_000, restorePerSecond: 200, available: 100 };
    await shop.exchange({ settle: [{ reservationId: reserve.reservationId, reading }] });
    await evict("learns");
    const { bucket, reserve: refused } = await shop.exchange({
      reserve: { cost: 2_000, priority: "fulfilment", lapseMs: 60_000 },
    });
    expect(bucket).toMatchObject({ size: 4_000, restorePerSecond: 200, reserved: 0 });
    if (!refused || refused.granted || !("waitMs" in refused)) throw new Error("should wait");
    // 1,900 units short at 200 a second, less what flowed back since.
    expect(refused.waitMs).toBeGreaterThan(8_000);
    expect(refused.waitMs).toBeLessThanOrEqual(9_500);
  });

  it("lets one of 50 parallel callers renew the token and gives it, sealed, to all afterwards", async () => {
    const shop = budget(env, "token");
    const first = await Promise.all(Array.from({ length: 50 }, () => budget(env, "token").token()));
    const renewers = first.flatMap((answer) => ("renew" in answer ? [answer.renew] : []));
    expect(renewers).toHaveLength(1);
    expect(first.filter((answer) => "waitMs" in answer)).toHaveLength(49);
    await evict("token");
    const expiresAt = Date.now() + 24 * 3_600_000;
    expect(await shop.storeToken("not the lease", "sealed-x", expiresAt)).toBe(false);
    expect(await shop.storeToken(renewers[0]!, "sealed-1", expiresAt)).toBe(true);
    expect(await shop.token()).toEqual({ sealed: "sealed-1", expiresAt, version: 1 });
    expect(JSON.stringify(await shop.dump())).not.toContain("sealed-1");
  });

  it("renews once however many saw the 401, and not again for a late one", async () => {
    const shop = budget(env, "refused");
    const lease = await shop.token();
    if (!("renew" in lease)) throw new Error("no lease");
    const expiresAt = Date.now() + 24 * 3_600_000;
    await shop.storeToken(lease.renew, "old", expiresAt);
    await Promise.all([shop.invalidateToken(1), shop.invalidateToken(1)]);
    const again = await shop.token();
    if (!("renew" in again)) throw new Error("no lease");
    await shop.storeToken(again.renew, "new", expiresAt);
    await shop.invalidateToken(1);
    expect(await shop.token()).toMatchObject({ sealed: "new", version: 2 });
  });

  it("answers a façade whose first stub was broken by a crash", async () => {
    await budget(env, "crash", assume).exchange({ reserve: { cost: 1, priority: "support", lapseMs: 60_000 } });
    await runInDurableObject(stubOf("crash"), (_, state) => state.abort("crash")).catch(() => undefined);
    const { bucket } = await budget(env, "crash", assume).exchange({});
    expect(bucket.reserved).toBe(1);
  });
});
