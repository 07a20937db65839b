import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { canaryCustomer, consoleLines, everyRow, everyValue, leaks } from "#tests/workers/canary.ts";
import { sentryProject } from "#tests/workers/reported.ts";
import type { StoreSyncEnv } from "./env.ts";
import { openShop, rig } from "./testing/rig.ts";

const secret = "canary-access-token-7f3a9c51d2";
const { mail, first, name, phone, street } = canaryCustomer;
const quoted = `${name} of ${street}, ${mail}, ${phone}, with ${secret}`;

/** Whatever the store shows, it says of this person too, asked or not: in JSON and in JSON lines. */
function named(text: string): string {
  const person = JSON.stringify({ email: mail, firstName: first, displayName: name, phone, address1: street });
  return text.replaceAll('{"id":', `${person.slice(0, -1)},"id":`);
}

afterEach(() => {
  vi.restoreAllMocks();
});

it("a canary customer in everything the store says, and a canary secret, come out nowhere", async () => {
  const lines = consoleLines();
  const project = sentryProject("403");
  const sent: unknown[] = [];
  const origin = await openShop();
  const outside = globalThis.fetch;
  let mode: "named" | "refusing" = "named";
  let replaced = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(origin) || url.includes("/__sandbox/")) return outside(input, init);
    if (mode === "refusing" && url.includes("graphql")) {
      const errors = [
        { message: `cannot read ${quoted}`, extensions: { code: "argumentLiteralsIncompatible", value: quoted } },
      ];
      return Response.json({ errors, data: null });
    }
    const reply = await outside(input, init);
    const text = await reply.text();
    const said = named(text);
    if (said !== text) replaced += 1;
    const headers = new Headers(reply.headers);
    headers.delete("content-length");
    return new Response(said, { status: reply.status, headers });
  });
  const sync = rig(origin, {
    SHOPIFY_ACCESS_TOKEN: "shpat_sandbox",
    SHOPIFY_CLIENT_SECRET: secret,
    SECRET_ENCRYPTION_KEY: "a key to hash people with, of 32 bytes",
    LOG_LEVEL: "debug",
    ERROR_REPORTS: project.binding,
  } as unknown as Partial<StoreSyncEnv>);
  await sync.deliver({ type: "import" });
  await sync.drain();
  const { orders } = (await env.DB.prepare("SELECT count(*) AS orders FROM orders").first<{ orders: number }>()) ?? {
    orders: 0,
  };
  expect(orders).toBeGreaterThan(100);
  await sync.deliver({ type: "reconcile" });
  await sync.drain();
  mode = "refusing";
  await sync.deliver({ type: "reconcile" });
  sent.push(...sync.waiting);

  const reported = await project.settled(1);
  const places = {
    console: lines.join("\n"),
    sentry: (await project.text()).join("\n"),
    rows: await everyRow(env.DB),
    kv: await everyValue(env.KV),
    queue: JSON.stringify([sent, sync.woken]),
  };
  expect(leaks(places, [secret, ...Object.values(canaryCustomer), "Birdwell"])).toEqual([]);
  // What was looked through is not nothing.
  expect(replaced).toBeGreaterThan(0);
  expect(reported[0]?.tags?.worker).toBe("store-sync");
  expect(places.console).toContain("a task failed");
}, 120_000);
