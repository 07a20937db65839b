import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { openShop, rig } from "./testing/rig.ts";

let origin = "";
beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  origin = await openShop();
});

/** The mirror of an imported store, last reconciled an hour ago. */
async function hold(id: string, domain: string) {
  const since = String(Date.now() - 3_600_000);
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO shop (id, domain, name, currency, time_zone, sandbox, imported_at, updated_at)
       VALUES (?1, ?2, 'Held', 'GBP', 'Europe/London', 0, 1, 1)`,
    ).bind(id, domain),
    env.DB.prepare("INSERT INTO cursors (agent, name, value) VALUES ('store-sync', 'orders-since', ?1)").bind(since),
  ]);
}

async function sellAndReconcile(): Promise<number> {
  const shop = rig(origin);
  await shop.sandbox("POST", "orders", { count: 1 });
  await shop.deliver({ type: "reconcile" });
  return Number(await env.DB.prepare("SELECT count(*) AS n FROM orders").first("n"));
}

test("nothing of a second store is mixed into the mirror of the first", async () => {
  await hold("gid://shopify/Shop/999", "first.myshopify.com");
  expect(await sellAndReconcile()).toBe(0);
});

test("a store that was renamed is still the same store", async () => {
  await hold("gid://shopify/Shop/60000000001", "before.myshopify.com");
  expect(await sellAndReconcile()).toBeGreaterThan(0);
});
