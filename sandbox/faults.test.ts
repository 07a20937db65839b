import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startTestSandbox, type TestSandbox } from "./testing.ts";

// Real processes and files: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let shop: TestSandbox;
beforeEach(async () => {
  shop = await startTestSandbox();
});
afterEach(() => shop.close());

async function target() {
  const reply = await shop.ask("ProductsChangedSince", { first: 1 });
  const item = reply.at("products.nodes.0.variants.nodes.0.inventoryItem.id");
  const level = (await shop.ask("InventoryNodes", { ids: [item] })).at<{
    location: { id: string };
    quantities: { quantity: number }[];
  }>("nodes.0.inventoryLevels.nodes.0");
  return { item, location: level.location.id, available: level.quantities[0]?.quantity ?? 0 };
}

function adjust({ item, location }: { item: string; location: string }, key: string) {
  const row = { inventoryItemId: item, locationId: location, delta: 4, changeFromQuantity: null };
  return shop.ask("InventoryAdjust", { key, input: { name: "available", reason: "correction", changes: [row] } });
}

describe("faults", () => {
  test("throttle as many requests as asked, and execute none of them", async () => {
    await shop.control("POST", "faults", { target: "shop", kind: "throttled", count: 2 });
    for (let round = 0; round < 2; round++) {
      const reply = await shop.ask("ShopInfo");
      expect(reply.status).toBe(200);
      expect(reply.errors?.[0]?.extensions.code).toBe("THROTTLED");
      expect(reply.extensions.cost.actualQueryCost).toBeNull();
    }
    expect((await shop.ask("ShopInfo")).at("shop.currencyCode")).toBe("GBP");
    expect((await shop.control("GET", "state")).at("bucket.overdrafts")).toBe(0);
  });

  test("answer 401 and HTML like the vendor's own front door", async () => {
    await shop.control("POST", "faults", { target: "shopify", kind: "401", count: 1 });
    expect((await shop.ask("ShopInfo")).status).toBe(401);
    await shop.control("POST", "faults", { target: "shopify", kind: "502", count: 1 });
    const reply = await fetch(`${shop.sandbox.origin}/admin/api/2026-10/graphql.json`, {
      method: "POST",
      headers: { "x-shopify-access-token": shop.sandbox.credentials.token },
      body: JSON.stringify({ query: "{ shop { id } }" }),
    });
    expect(reply.status).toBe(502);
    expect(reply.headers.get("content-type")).toContain("text/html");
  });

  test("hit only the named root field, at the given rate, until cleared", async () => {
    await shop.control("POST", "faults", { target: "locations", kind: "throttled", rate: 0.5 });
    let throttled = 0;
    for (let round = 0; round < 60; round++) {
      if ((await shop.ask("Locations")).errors?.[0]?.extensions.code === "THROTTLED") throttled++;
    }
    expect(throttled).toBeGreaterThan(12);
    expect(throttled).toBeLessThan(48);
    expect((await shop.ask("ShopInfo")).errors).toBeUndefined();
    await shop.control("DELETE", "faults");
    expect((await shop.control("GET", "state")).at<object[]>("faults")).toEqual([]);
  });

  test("lose a reply after the commit; the same key then finds the effect done once", async () => {
    const place = await target();
    await shop.control("POST", "faults", { target: "inventoryAdjustQuantities", kind: "reply-lost", count: 1 });
    await expect(adjust(place, "lost")).rejects.toThrow();
    const again = await adjust(place, "lost");
    expect(again.at<object[]>("inventoryAdjustQuantities.userErrors")).toEqual([]);
    expect((await target()).available).toBe(place.available + 4);
    expect((await shop.control("GET", "state")).at("effects.countByKind.inventory")).toBe(1);
  });

  test("hold a commit back past the reply: concurrent until it lands, then done once", async () => {
    const place = await target();
    await shop.control("POST", "faults", {
      target: "inventoryAdjustQuantities",
      kind: "commit-delayed",
      delayMs: 60_000,
      reply: "lost",
      count: 1,
    });
    await expect(adjust(place, "late")).rejects.toThrow();
    expect((await target()).available).toBe(place.available);
    const early = await adjust(place, "late");
    expect(early.at("inventoryAdjustQuantities.userErrors.0.code")).toBe("IDEMPOTENCY_CONCURRENT_REQUEST");
    await shop.control("POST", "clock", { advanceMs: 60_000 });
    expect((await target()).available).toBe(place.available + 4);
    expect((await adjust(place, "late")).at<object[]>("inventoryAdjustQuantities.userErrors")).toEqual([]);
    expect((await target()).available).toBe(place.available + 4);
  });

  test("are refused when they make no sense", async () => {
    expect((await shop.control("POST", "faults", { target: "shopify", kind: "earthquake" })).status).toBe(400);
  });
});

describe("the bucket", () => {
  test("refuses what it cannot pay, executes none of it and counts it as an overdraft", async () => {
    const page = "products(first: 10) { nodes { id variants(first: 1) { nodes { id } } } }";
    const heavy = `{ ${Array.from({ length: 30 }, (_, index) => `page${index}: ${page}`).join(" ")} }`;
    const replies = await Promise.all(Array.from({ length: 8 }, () => shop.send(heavy)));
    const paid = replies.filter((reply) => reply.errors === undefined);
    const refused = replies.filter((reply) => reply.errors?.[0]?.extensions.code === "THROTTLED");
    const points = paid.reduce((total, reply) => total + (reply.extensions.cost.actualQueryCost ?? 0), 0);
    expect(refused.length).toBeGreaterThan(0);
    expect(paid.length + refused.length).toBe(8);
    expect(points).toBeLessThanOrEqual(2_500);
    expect(refused.every((reply) => reply.data === undefined)).toBe(true);
    expect((await shop.control("GET", "state")).at("bucket.overdrafts")).toBe(refused.length);
  });

  test("never runs a query dearer than 1,000 points", async () => {
    const page = "products(first: 250) { nodes { id variants(first: 250) { nodes { id } } } }";
    const reply = await shop.send(`{ ${Array.from({ length: 7 }, (_, index) => `page${index}: ${page}`).join(" ")} }`);
    expect(reply.errors?.[0]?.extensions.code).toBe("MAX_COST_EXCEEDED");
  });
});
