import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, test, vi } from "vitest";
import { operationText, startTestSandbox, type TestSandbox } from "./testing.ts";

// Real processes and files: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const DAY_MS = 86_400_000;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(options: Parameters<typeof startTestSandbox>[0] = {}): Promise<TestSandbox> {
  const shop = await startTestSandbox(options);
  closers.push(() => shop.close());
  return shop;
}

describe("time", () => {
  test("opens eight weeks before the end of the data, shifted by whole weeks", async () => {
    const shop = await open();
    const state = await shop.control("GET", "state");
    const aheadDays = (Date.parse(state.at("replay.dataEndAt")) - Date.now()) / DAY_MS;
    expect(aheadDays).toBeGreaterThan(55);
    expect(aheadDays).toBeLessThan(63.6);
    expect(state.at("replay.shiftDays") % 7).toBe(0);
    expect(state.at("counts.arrivalsAhead")).toBeGreaterThan(0);
  });

  test("lets orders arrive as the clock moves, and tells the hook before it answers", async () => {
    const told: { fromMs: number; toMs: number; offsetMs: number }[] = [];
    const hook = createServer(async (request, response) => {
      let text = "";
      for await (const part of request) text += String(part);
      told.push(JSON.parse(text) as (typeof told)[number]);
      response.end();
    });
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
    closers.push(() => hook.close());
    const clockHook = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    const shop = await open({ clockHook, speed: 1 });
    const before = await shop.control("GET", "state");
    const move = await shop.control("POST", "clock", { advanceMs: 7 * DAY_MS });
    const after = await shop.control("GET", "state");
    expect(move.at("arrived")).toBeGreaterThan(0);
    expect(after.at("counts.arrivalsAhead")).toBe(before.at("counts.arrivalsAhead") - move.at("arrived"));
    expect(after.at("counts.units")).toBeGreaterThan(before.at("counts.units"));
    expect(told).toHaveLength(1);
    expect((told[0]?.toMs ?? 0) - (told[0]?.fromMs ?? 0)).toBeGreaterThanOrEqual(7 * DAY_MS);
    expect(told[0]?.offsetMs).toBe(7 * DAY_MS);
  });

  test("says so when the data have run out, and starts again on reset", async () => {
    const shop = await open({ speed: 1 });
    const units = (await shop.control("GET", "state")).at("counts.units");
    await shop.control("POST", "clock", { advanceMs: 70 * DAY_MS });
    const ended = await shop.control("GET", "state");
    expect(ended.at<boolean>("replay.exhausted")).toBe(true);
    expect(ended.at<string>("replay.message")).toContain("run out");
    const again = await shop.control("POST", "reset");
    expect(again.at("counts.units")).toBe(units);
    expect(again.at("clock.offsetMs")).toBe(0);
  });

  test("runs at the chosen speed by itself and stands still at 0", async () => {
    const shop = await open({ speed: 3600 });
    const start = (await shop.control("GET", "clock")).at("nowMs");
    await expect
      .poll(async () => (await shop.control("GET", "clock")).at("nowMs") - start, { timeout: 30_000 })
      .toBeGreaterThan(3_600_000);
    await shop.control("POST", "replay", { speed: 0 });
    const offset = (await shop.control("POST", "clock", { advanceMs: 0 })).at("offsetMs");
    const moved = await shop.control("POST", "clock", { advanceMs: 7 * DAY_MS });
    expect(moved.at("arrived")).toBe(0);
    expect(moved.at("offsetMs")).toBe(offset + 7 * DAY_MS);
  });
});

describe("people in the shop", () => {
  test("a merchant edits and deletes, and none of it counts as an app's effect", async () => {
    const shop = await open();
    const reply = await shop.ask("ProductsChangedSince", { first: 1 });
    const variant = reply.at("products.nodes.0.variants.nodes.0.id");
    const path = `products/${encodeURIComponent(variant)}`;
    await shop.control("POST", path, { price: "12.34" });
    expect((await shop.ask("VariantById", { id: variant })).at("productVariant.price")).toBe("12.34");
    await shop.control("DELETE", path);
    expect((await shop.ask("VariantById", { id: variant })).at<null>("productVariant")).toBeNull();
    expect((await shop.control("GET", "state")).at<object[]>("effects.changes")).toEqual([]);
    expect((await shop.control("POST", path, { price: "1.00" })).status).toBe(404);
  });

  test("a shopper cannot buy what is not sold", async () => {
    const shop = await open();
    const refused = await shop.control("POST", "orders", { items: [{ sku: "no such thing", quantity: 1 }] });
    expect(refused.status).toBe(400);
  });
});

describe("tokens and scopes", () => {
  test("grants a day's token for the client's credentials and refuses wrong ones", async () => {
    const shop = await open({ clientId: "me", clientSecret: "mine" });
    const grant = (body: object) =>
      fetch(`${shop.sandbox.origin}/admin/oauth/access_token`, { method: "POST", body: JSON.stringify(body) });
    const good = await grant({ client_id: "me", client_secret: "mine", grant_type: "client_credentials" });
    const { access_token, expires_in } = (await good.json()) as { access_token: string; expires_in: number };
    expect(expires_in).toBe(86_399);
    const reply = await shop.send("{ shop { id } }", {}, { "x-shopify-access-token": access_token });
    expect(reply.status).toBe(200);
    const bad = await grant({ client_id: "me", client_secret: "guessed", grant_type: "client_credentials" });
    expect(bad.status).toBe(401);
  });

  test("denies what the scopes do not cover, in Shopify's words", async () => {
    const shop = await open({ scopes: ["read_products", "read_inventory", "read_locations"] });
    const read = await shop.ask("ProductsChangedSince", { first: 1 });
    const variant = read.at("products.nodes.0.variants.nodes.0.id");
    const denied = await shop.ask("VariantPricesUpdate", {
      productId: read.at("products.nodes.0.id"),
      variants: [{ id: variant, price: "1.00" }],
    });
    expect(denied.errors?.[0]?.extensions.code).toBe("ACCESS_DENIED");
    expect(denied.errors?.[0]?.message).toBe(
      "Access denied for productVariantsBulkUpdate field. Required access: `write_products` access scope.",
    );
    expect((await shop.control("GET", "state")).at<object[]>("effects.changes")).toEqual([]);
  });
});

interface Started {
  child: ChildProcess;
  origin: string;
}

function start(stateDir: string): Promise<Started> {
  const script = join(import.meta.dirname, "main.ts");
  const flags = ["--port", "0", "--state", stateDir, "--products", "10", "--speed", "0", "--token", "t"];
  const child = spawn(process.execPath, [script, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  closers.push(() => child.kill("SIGKILL"));
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`exited with ${code}`)));
    createInterface({ input: child.stdout! }).once("line", (line) => {
      const { port } = JSON.parse(line) as { port: number };
      resolve({ child, origin: `http://127.0.0.1:${port}` });
    });
  });
}

async function ask(origin: string, operation: string, variables: object) {
  const reply = await fetch(`${origin}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: { "x-shopify-access-token": "t" },
    body: JSON.stringify({ query: operationText(operation), variables }),
  });
  return (await reply.json()) as { data: Record<string, never> };
}

describe("the process", () => {
  test("keeps every acknowledged effect, and deliveries still owed, over a SIGKILL", async () => {
    const stateDir = mkdtempSync(join(tmpdir(), "sandbox-kill-"));
    closers.push(() => rmSync(stateDir, { recursive: true, force: true }));
    const first = await start(stateDir);
    const listed = (await ask(first.origin, "ProductsChangedSince", { first: 1 })).data as unknown as {
      products: { nodes: { id: string; variants: { nodes: { id: string }[] } }[] };
    };
    const product = listed.products.nodes[0];
    const variant = product?.variants.nodes[0]?.id;
    let got = 0;
    const receiver = createServer((request, response) => {
      request.resume();
      got++;
      response.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    closers.push(() => receiver.close());
    const uri = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    await ask(first.origin, "WebhookSubscriptionCreate", { topic: "PRODUCTS_UPDATE", subscription: { uri } });
    // Nothing is sent before the kill: the first attempt is put off by a shuffle.
    await fetch(`${first.origin}/__sandbox/webhooks`, {
      method: "POST",
      body: JSON.stringify({ reorder: 1, reorderMs: 1_500 }),
    });
    for (let round = 1; round <= 20; round++) {
      const variants = [{ id: variant, price: `${round}.50` }];
      await ask(first.origin, "VariantPricesUpdate", { productId: product?.id, variants });
    }
    first.child.removeAllListeners("exit");
    const dead = new Promise((resolve) => first.child.once("exit", resolve));
    first.child.kill("SIGKILL");
    await dead;
    const second = await start(stateDir);
    const state = (await (await fetch(`${second.origin}/__sandbox/state`)).json()) as {
      effects: { countByKind: { price: number }; changes: { to: { price: string } }[] };
    };
    expect(state.effects.countByKind.price).toBe(20);
    expect(state.effects.changes.at(-1)?.to.price).toBe("20.50");
    await expect.poll(() => got, { timeout: 30_000 }).toBeGreaterThanOrEqual(20);
    second.child.removeAllListeners("exit");
    const code = new Promise((resolve) => second.child.once("exit", resolve));
    second.child.kill("SIGTERM");
    expect(await code).toBe(0);
  });
});
