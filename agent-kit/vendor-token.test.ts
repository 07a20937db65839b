import { describe, expect, it } from "vitest";
import { ask, invalidate, noToken, store } from "#core/resilience/renewed-token.ts";
import { sealer } from "./secrets/seal.ts";
import { type TokenPort, vendorToken } from "./vendor-token.ts";

const hour = 3_600_000;

/** The keeper's own transitions in memory, and a vendor that numbers the tokens it gives. */
function world() {
  let now = 0;
  let kept = noToken;
  const rule = { aheadMs: hour, leaseMs: 30_000 };
  const seen = { renewed: 0, waits: 0 };
  const port: TokenPort = {
    token: async () => {
      const asked = ask(kept, now, rule);
      kept = asked.token;
      return asked.answer;
    },
    storeToken: async (leaseId, sealed, expiresAt) => {
      const done = store(kept, leaseId, { sealed, expiresAt }, now);
      kept = done.token;
      return done.stored;
    },
    invalidateToken: async (version) => {
      kept = invalidate(kept, version);
    },
  };
  const worker = (over: Partial<Parameters<typeof vendorToken>[0]> = {}) =>
    vendorToken({
      account: "shop.example",
      port,
      sealer: sealer("key"),
      realNow: () => now,
      renew: async () => ({ token: `token-${++seen.renewed}`, expiresAt: now + 24 * hour }),
      sleep: async (ms) => {
        seen.waits += 1;
        now += ms;
        // Sealing runs on real time: let it.
        await new Promise((resolve) => setTimeout(resolve, 10));
      },
      ...over,
    });
  return { worker, seen, port, kept: () => kept, pass: (ms: number) => (now += ms) };
}

describe("vendorToken", () => {
  it("is renewed once for many Workers and lies sealed at its keeper", async () => {
    const w = world();
    const tokens = await Promise.all(Array.from({ length: 8 }, () => w.worker().get()));
    expect(new Set(tokens)).toEqual(new Set(["token-1"]));
    expect(w.seen.renewed).toBe(1);
    expect(w.seen.waits).toBeGreaterThan(0);
    expect(JSON.stringify(w.kept())).not.toContain("token-1");
  });

  it("is renewed once however many calls of however many Workers saw the 401", async () => {
    const w = world();
    const [one, two] = [w.worker(), w.worker()];
    await one.get();
    await two.get();
    const fresh = await Promise.all([one, one, two, two].map((worker) => worker.refresh("token-1")));
    expect(fresh).toEqual(["token-2", "token-2", "token-2", "token-2"]);
    expect(w.seen.renewed).toBe(2);
  });

  it("is renewed ahead of its end by one while the others go on with it", async () => {
    const w = world();
    await w.worker().get();
    w.pass(23.5 * hour);
    const renew = () => new Promise<never>(() => {});
    void w.worker({ renew }).get();
    await Promise.resolve();
    expect(await w.worker().get()).toBe("token-1");
  });

  it("is renewed again when it was sealed with a key that is gone", async () => {
    const w = world();
    await w.worker().get();
    expect(await w.worker({ sealer: sealer("another") }).get()).toBe("token-2");
  });

  it("belongs to the invocation alone without a sealer or when its keeper cannot be reached", async () => {
    const w = world();
    const bare = w.worker({ sealer: undefined });
    expect([await bare.get(), await bare.get(), await bare.refresh("token-1")]).toEqual([
      "token-1",
      "token-1",
      "token-2",
    ]);
    const gone = () => Promise.reject(new Error("gone"));
    const cut = w.worker({ port: { token: gone, storeToken: gone, invalidateToken: gone } });
    expect(await cut.get()).toBe("token-3");
  });

  it("stops waiting for somebody else's renewal", async () => {
    const w = world();
    const port: TokenPort = { ...w.port, token: async () => ({ waitMs: 500 }) };
    await expect(w.worker({ port, longestWaitMs: 2_000 }).get()).rejects.toMatchObject({
      code: "token-wait",
      outcome: "not-sent",
    });
    expect(w.seen.waits).toBe(4);
  });
});
