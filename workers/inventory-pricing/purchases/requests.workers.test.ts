import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { agentState } from "#durable-objects/client.ts";
import { InventoryPricing } from "#tests/workers/all.ts";
import { draftPurchase, mailSettings } from "#tests/workers/effect-subjects.ts";
import { agentEnv, seedShop } from "#tests/workers/kit-harness.ts";

async function ask(name: string, purchase: string, over: Record<string, unknown> = {}) {
  const context = createExecutionContext();
  const agent = new InventoryPricing(context, { ...agentEnv(), ...mailSettings, ...over } as AgentEnv);
  const answer = await agent.request({
    name,
    input: { purchase },
    actor: "ann",
    role: "operator",
    requestId: crypto.randomUUID(),
  });
  await waitOnExecutionContext(context);
  return answer;
}

async function address(email: string): Promise<void> {
  const context = createExecutionContext();
  const agent = new InventoryPricing(context, agentEnv());
  const set = await agent.setSettings({ settings: { suppliers: { Weaver: { email } } }, actor: "test" });
  expect(set).toMatchObject({ ok: true });
  await waitOnExecutionContext(context);
}

beforeAll(async () => {
  await seedShop();
  await agentState(env, "inventory-pricing").configure({
    mode: "approve",
    now: Date.now(),
    audit: { id: "mode", at: 1, actor: "test", role: "admin", operation: "x", subject: "x", detail: {} },
  });
});

it("enters no mail without an address, without mail set up, or for what is ordered already", async () => {
  await draftPurchase("a-none");
  expect(await ask("purchase-mail", "a-none")).toMatchObject({ ok: false, message: /No address is set for Weaver/ });
  await address("sales@weaver.example");
  expect(await ask("purchase-mail", "a-none", { RESEND_API_KEY: "" })).toMatchObject({
    ok: false,
    code: "not-configured",
  });
  await draftPurchase("a-sent", "sent");
  expect(await ask("purchase-mail", "a-sent")).toMatchObject({ ok: false, message: "The purchase is sent." });
  expect(await ask("purchase-mail", "a-gone")).toMatchObject({ ok: false, code: "not-found" });
  const actions = await env.DB.prepare("SELECT count(*) AS n FROM actions").first();
  expect(actions).toEqual({ n: 0 });
});

it("enters the mail once, to the address set now", async () => {
  await draftPurchase("a-twice");
  const first = await ask("purchase-mail", "a-twice");
  expect(first).toMatchObject({ ok: true, value: { status: "proposed" } });
  expect(await ask("purchase-mail", "a-twice")).toEqual(first);
  await address("orders@weaver.example");
  await ask("purchase-mail", "a-twice");
  const { results } = await env.DB.prepare(
    "SELECT status, payload->>'to' AS mailed FROM actions WHERE target = 'purchase:a-twice' ORDER BY proposed_at, status DESC",
  ).all();
  expect(results).toEqual([
    { status: "superseded", mailed: "sales@weaver.example" },
    { status: "proposed", mailed: "orders@weaver.example" },
  ]);
});

it("puts an order on paper, whatever its products are called", async () => {
  await draftPurchase("a-paper");
  await env.DB.prepare(
    `INSERT INTO purchase_lines (draft_id, variant_id, sku, title, quantity, unit_cost_minor)
     VALUES ('a-paper', 'v2', '=cmd', '<b>Bowl</b>, "blue"', 1200, NULL)`,
  ).run();
  const answer = await ask("purchase-document", "a-paper");
  if (!answer.ok) throw new Error(answer.message);
  const { csv, html, number } = answer.value as { csv: string; html: string; number: string };
  expect(number).toBe("PO-PAPER");
  expect(csv.split("\r\n")).toEqual([
    "order,sku,title,quantity,unit cost GBP,line total GBP",
    `PO-PAPER,'=cmd,"<b>Bowl</b>, ""blue""",1200,,`,
    "PO-PAPER,TT-1,Tea towel,5,1,5",
    "",
  ]);
  expect(html).toContain("<td>=cmd<td>&lt;b&gt;Bowl&lt;/b&gt;, &quot;blue&quot;");
  expect(html).toContain("1,200");
});
