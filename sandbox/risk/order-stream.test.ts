import { expect, test } from "vitest";
import { FRAUD_PATTERNS } from "./fraud-patterns.ts";
import { orderStream } from "./order-stream.ts";

test("a seed is a year of orders in time order, the same every time and another for another seed", () => {
  const small = { seed: 3, days: 120, shoppers: 150 };
  const orders = orderStream(small);
  expect(orderStream(small)).toEqual(orders);
  expect(orderStream({ ...small, seed: 4 })[0]).not.toEqual(orders[0]);
  expect(orders.every(({ atMs }, i) => i === 0 || orders[i - 1]!.atMs <= atMs)).toBe(true);
});

test("under three percent is fraud, of every pattern, and it comes out only later", () => {
  const orders = orderStream({ seed: 1 });
  const frauds = orders.filter(({ fraud }) => fraud);
  expect(orders.length).toBeGreaterThan(4_000);
  expect(frauds.length / orders.length).toBeGreaterThan(0.005);
  expect(frauds.length / orders.length).toBeLessThan(0.05);
  expect(new Set(frauds.map(({ pattern }) => pattern))).toEqual(new Set(Object.keys(FRAUD_PATTERNS)));
  expect(frauds.every(({ atMs, chargebackMs }) => chargebackMs !== null && chargebackMs > atMs)).toBe(true);
});

test("the two hidden patterns show none of the usual signs", () => {
  const hidden = orderStream({ seed: 2 }).filter(({ pattern }) => pattern === "sleeper-resale");
  expect(hidden.length).toBeGreaterThan(3);
  for (const { avs, cvv, proxy, disposable, billingDiffers, refused, accountAgeMinutes } of hidden) {
    expect({ avs, cvv, proxy, disposable, billingDiffers, refused }).toEqual({
      avs: "match",
      cvv: "match",
      proxy: false,
      disposable: false,
      billingDiffers: false,
      refused: 0,
    });
    expect(accountAgeMinutes).toBeGreaterThan(1_440);
  }
});
