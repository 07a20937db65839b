import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exchange } from "./exchange.ts";
import { type Bucket, fullBucket, refill, reserve, settleReservation } from "./leaky-bucket.ts";
import { floorUnits, type Priority, priorities } from "./priority.ts";

const shopify = () => fullBucket(2_000, 100, 0);
const ask = (cost: number, priority: Priority = "fulfilment") => ({ cost, priority, lapseMs: 30_000 });

describe("reserve", () => {
  it("says exactly how long the missing units take to flow back", () => {
    const first = reserve(shopify(), ask(1_950), 0);
    expect(reserve(first.bucket, ask(100), 0).answer).toEqual({ granted: false, waitMs: 500 });
    expect(reserve(first.bucket, ask(100), 499).answer.granted).toBe(false);
  });

  it("grants what it told a caller to wait for, once that call's cost is settled", () => {
    const first = reserve(shopify(), ask(1_950), 0);
    const spent = settleReservation(first.bucket, { reservationId: "1" }, 0);
    expect(reserve(spent, ask(100), 500).answer.granted).toBe(true);
  });

  it.each([
    ["fulfilment", 2_000],
    ["security", 2_000],
    ["support", 1_800],
    ["inventory", 1_600],
    ["marketing", 1_400],
    ["analytics", 1_200],
    ["research", 1_200],
  ] as const)("lets %s take at most %i of 2,000", (priority, most) => {
    expect(reserve(shopify(), ask(most, priority), 0).answer.granted).toBe(true);
    expect(reserve(shopify(), ask(most + 1, priority), 0).answer).toEqual({ granted: false, tooLarge: true, most });
  });

  it("serves every class from a bucket of one request", () => {
    for (const priority of priorities)
      expect(reserve(fullBucket(1, 1, 0), ask(1, priority), 0).answer.granted).toBe(true);
  });
});

describe("settling", () => {
  it("takes size, rate and level from the reply", () => {
    const { bucket } = reserve(shopify(), ask(50), 0);
    const reading = { size: 4_000, restorePerSecond: 200, available: 3_000 };
    const learned = settleReservation(bucket, { reservationId: "1", reading }, 0);
    expect(learned).toMatchObject({ size: 4_000, restorePerSecond: 200, level: 3_000, reservations: [] });
  });

  it("gives a reservation back whole when the call was never sent", () => {
    const { bucket } = reserve(shopify(), ask(500), 0);
    expect(settleReservation(bucket, { reservationId: "1", spent: false }, 0).level).toBe(2_000);
  });

  it("counts a lapsed reservation as spent, because its call may have been made", () => {
    const { bucket } = reserve({ ...shopify(), restorePerSecond: 0 }, ask(500), 0);
    expect(refill(bucket, 30_000)).toMatchObject({ level: 1_500, reservations: [] });
  });

  it("learns from a reply before it answers the next call in the same exchange", () => {
    const first = reserve(shopify(), ask(10), 0);
    const reading = { size: 2_000, restorePerSecond: 100, available: 0 };
    const both = { settle: [{ reservationId: "1", reading }], reserve: ask(10) };
    expect(exchange(first.bucket, both, 0).answer.reserve).toEqual({ granted: false, waitMs: 100 });
  });
});

describe("time", () => {
  it("refills to the size and no further", () => {
    expect(refill({ ...shopify(), level: 0 }, 5_000).level).toBe(500);
    expect(refill({ ...shopify(), level: 0 }, 1e9).level).toBe(2_000);
  });

  it("restores nothing, and does not stall, when the clock is set back", () => {
    const back = refill({ ...shopify(), level: 0, at: 1e9 }, 0);
    expect(back.level).toBe(0);
    expect(refill(back, 1_000).level).toBe(100);
  });
});

describe("against a vendor that really drains", () => {
  const call = fc.record({
    cost: fc.integer({ min: 1, max: 400 }),
    waitMs: fc.nat(3_000),
    priority: fc.constantFrom(...priorities),
  });

  it("never overdraws the vendor and never takes a class below its floor", () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 80 }), (calls) => {
        let bucket: Bucket = shopify();
        let vendor = 2_000;
        let now = 0;
        for (const { cost, waitMs, priority } of calls) {
          now += waitMs;
          vendor = Math.min(2_000, vendor + (waitMs / 1_000) * 100);
          const asked = reserve(bucket, ask(cost, priority), now);
          bucket = asked.bucket;
          if (!asked.answer.granted) continue;
          vendor -= cost;
          expect(vendor).toBeGreaterThanOrEqual(floorUnits(priority, 2_000) - 1e-6);
          const reading = { size: 2_000, restorePerSecond: 100, available: vendor };
          bucket = settleReservation(bucket, { reservationId: asked.answer.reservationId, reading }, now);
        }
      }),
    );
  });
});
