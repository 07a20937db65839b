import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import type { Mode } from "#schemas/rpc/agent.ts";
import { actionRows, cron, deliver, freshShop, moveClock, ticks, withProbe } from "#tests/workers/kit-harness.ts";
import { ProbeAgent, script, wish } from "#tests/workers/probe-agent.ts";

const at = Date.parse("2026-11-22T10:00:00Z");
const hour = 3_600_000;
const minute = 60_000;

beforeEach(async () => {
  await freshShop();
  Object.assign(ProbeAgent.definition.actions["value.set"] ?? {}, { scopes: ["read_products", "write_products"] });
});

async function grant(...scopes: string[]) {
  await env.DB.prepare("UPDATE shop SET scopes = ?1").bind(JSON.stringify(scopes)).run();
}

const raise = (mode: Mode) => withProbe((probe) => probe.setMode({ mode, actor: "owner" }));
const mode = async () => (await withProbe((probe) => probe.view())).mode;

it.each(["approve", "auto"] as const)("refuses %s while a write scope is not granted, and names it", async (wanted) => {
  await grant("read_products");
  const refused = await raise(wanted);
  expect(refused).toMatchObject({ ok: false, code: "missing-scope" });
  expect(refused).toMatchObject({ message: expect.stringMatching(/write_products.*test the connection/) });
  expect(await mode()).toBe("shadow");
  expect(await raise("paused")).toEqual({ ok: true });
  expect(await raise("shadow")).toEqual({ ok: true });
});

it("allows the mode once the scope is granted, without waiting for what the object had read before", async () => {
  await grant("read_products");
  await cron(at);
  await grant("write_products");
  expect(await raise("auto")).toEqual({ ok: true });
  await cron(at + 5 * minute);
  expect(await mode()).toBe("auto");
  expect((await ticks()).at(-1)).toMatchObject({ state: "ran", detail: null });
});

it("falls back to shadow when the scope has vanished, says so in the tick and the audit, and proposes nothing", async () => {
  await grant("write_products");
  await raise("approve");
  await cron(at);
  await grant("read_products");
  script.decisions = [wish({ target: "gid://shopify/Product/1" })];
  await moveClock(6 * minute);
  await cron(at + hour);
  await deliver();
  expect((await ticks()).at(-1)).toMatchObject({
    state: "ran",
    outcome: "succeeded",
    detail: "from approve to shadow: the store no longer grants write_products",
  });
  expect(await mode()).toBe("shadow");
  expect((await actionRows()).map((row) => row.status)).toEqual(["shadow"]);
  expect(script.effects).toEqual([]);
  const { results } = await env.DB.prepare("SELECT actor, detail FROM audit WHERE operation = 'agents.mode'").all();
  expect(results).toContainEqual({ actor: "system", detail: expect.stringContaining("write_products") });

  await grant("write_products");
  await moveClock(6 * minute);
  await cron(at + 2 * hour);
  expect(await mode()).toBe("shadow");
});

it("tells of each kind of action which scopes it needs", async () => {
  const { actions } = await withProbe((probe) => probe.describe());
  expect(actions.find(({ kind }) => kind === "value.set")?.scopes).toEqual(["read_products", "write_products"]);
  expect(actions.find(({ kind }) => kind === "once.send")).not.toHaveProperty("scopes");
});
