import { describe, expect, test } from "vitest";
import type { Call } from "#agent-kit/connection.ts";
import { bulkLines } from "./bulk-lines.ts";
import { createShopifyClient } from "./client.ts";
import { parseLossless } from "./lossless-json.ts";
import { shopInfo, variantPricesUpdate } from "./operations.generated.ts";
import { verifyWebhook } from "./webhook.ts";

// What the adapter takes from the platform and could differ between Node, where its other tests run, and workerd.

const connection = {
  call: async <T>(call: Call<T>) => (await call.run(AbortSignal.timeout(5_000))).value,
};

function client(answer: (input: string, init: RequestInit) => Promise<Response>) {
  return createShopifyClient({
    domain: "royal.myshopify.com",
    environment: "test",
    token: async () => "token",
    connection,
    fetch: answer,
  });
}

describe("the vendor's client in workerd", () => {
  test("sends to the pinned version with the token", async () => {
    const seen: [string, string | null][] = [];
    const { shop } = await client(async (input, init) => {
      seen.push([input, new Headers(init.headers).get("x-shopify-access-token")]);
      return Response.json({ data: { shop: { name: "Royal" } } });
    }).run(shopInfo, {});
    expect(shop.name).toBe("Royal");
    expect(seen).toEqual([["https://royal.myshopify.com/admin/api/2026-10/graphql.json", "token"]]);
  });

  test("keeps the text of a 401 and lets go of the rest of a long error page", async () => {
    await expect(
      client(async () => new Response("no such token", { status: 401 })).run(shopInfo, {}),
    ).rejects.toMatchObject({ code: "unauthorised", internal: "no such token" });
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode("<p>oops</p>".repeat(100))),
      cancel: () => {
        cancelled = true;
      },
    });
    const failing = client(async () => new Response(endless, { status: 502 })).run(variantPricesUpdate, {
      productId: "gid://shopify/Product/1",
      variants: [],
    });
    await expect(failing).rejects.toMatchObject({ code: "vendor-unavailable", outcome: "unknown" });
    expect(cancelled).toBe(true);
  });

  test("a lost connection is told from a bug", async () => {
    const lost = client(() => Promise.reject(new Error("Network connection lost.")));
    await expect(lost.run(shopInfo, {})).rejects.toMatchObject({ code: "network", outcome: "unknown" });
  });
});

test("numbers beyond 2^53 come as text", () => {
  expect(parseLossless('{"id":820982911946154508,"n":7,"f":1.5}')).toEqual({ id: "820982911946154508", n: 7, f: 1.5 });
});

test("signatures are verified", async () => {
  const body = new TextEncoder().encode("what do ya want for nothing?");
  const hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  const right = btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));
  expect(await verifyWebhook(body, right, ["Jefe"])).toBe(true);
  expect(await verifyWebhook(body, right, ["jefe"])).toBe(false);
});

test("bulk lines are read from a stream and its rest is let go", async () => {
  let cancelled = false;
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(`{"n":${sent++}}\n`)),
    cancel: () => {
      cancelled = true;
    },
  });
  const found: string[] = [];
  const lines = bulkLines({
    url: "https://storage.example/x",
    environment: "test",
    fetch: async () => new Response(stream),
  });
  for await (const { line } of lines) {
    found.push(line);
    if (found.length === 3) break;
  }
  expect(found).toEqual(['{"n":0}', '{"n":1}', '{"n":2}']);
  expect(cancelled).toBe(true);
});
