import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, inject } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import type { AgentRpc } from "#schemas/rpc/agent.ts";
import type { door } from "#workers/control/door.fixture.ts";
import { rig } from "#workers/store-sync/testing/rig.ts";
import { InventoryPricing } from "./all.ts";
import { draftPurchase, mailSettings, priceOf, readVariants } from "./effect-subjects.ts";
import { killer } from "./killer.ts";
import { agentEnv, cron, deliver, mailbox, moveClock, setMode } from "./kit-harness.ts";
import { action, type Desk, recover, seedAction, work } from "./ledger-harness.ts";
import { script, wish } from "./probe-agent.ts";

/** What takes more than a call to come about: changes that go wrong at a vendor, an import, a log nobody can seal. */

type Door = ReturnType<typeof door>;

/** An agent's real Worker behind control's binding, each call an invocation of its own. */
export function agentOver(desk: Desk): AgentRpc {
  return new Proxy({} as AgentRpc, {
    get: (_, method) => async (ask: unknown) => {
      const context = createExecutionContext();
      const agent = new desk.Agent(context, { ...agentEnv(), ...desk.extra } as AgentEnv);
      const answer: unknown = await (agent as unknown as Record<PropertyKey, (ask: unknown) => unknown>)[method]!(ask);
      await waitOnExecutionContext(context);
      return answer;
    },
  });
}

/** The agent over this sandbox's store and mail; its key may send mail and not look at what was sent. */
export function inventoryDesk(sandbox: string): Desk {
  return {
    agent: "inventory-pricing",
    Agent: InventoryPricing,
    extra: {
      ...mailSettings,
      SHOPIFY_BASE_URL: sandbox,
      RESEND_API_KEY: "re_sandbox_sending",
      RESEND_BASE_URL: `${sandbox}/vendors/resend`,
    },
  };
}

const said = async (response: Response) => {
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json();
};

/** What control has just let through, as the queue will deliver it. */
function dispatched(): string {
  const [message] = mailbox.actions.splice(0);
  expect(message).toBeDefined();
  return message!.actionId;
}

/** An imported store that lets the agent write, and the agent's mode as a person sets it. */
async function letItWrite(call: Door["call"]): Promise<void> {
  await env.DB.prepare("UPDATE shop SET scopes = ?1")
    .bind(JSON.stringify(["write_inventory", "write_products"]))
    .run();
  await said(await call("PUT", "/v1/agents/inventory-pricing/mode", { body: { mode: "approve" } }));
}

/** An order is mailed, the answer is lost with its Worker, and once the vendor has forgotten the key nobody can be asked. */
export async function loseTheAnswer(desk: Desk, { call }: Door, sandbox: string): Promise<void> {
  const settings = { suppliers: { Weaver: { email: "sales@weaver.example" } } };
  await said(await call("PUT", "/v1/agents/inventory-pricing/settings", { body: { settings } }));
  await letItWrite(call);
  await draftPurchase("a-lost0001");
  await said(await call("POST", "/v1/purchases/a-lost0001/mail", { body: {} }));
  const id = dispatched();
  const dies = killer({ at: 0, when: "after" }, (operation) => operation.startsWith("fetch"));
  await Promise.race([dies.run(() => work(desk, id, dies.env)), dies.death]);
  expect(await action(id)).toMatchObject({ kind: "purchase.send", status: "applying" });
  await moveClock(26 * 3_600_000);
  expect(await recover(desk, id)).toMatchObject({ status: "unknown" });
  const mails = await mailsOf(sandbox);
  expect(mails.filter(({ subject }) => subject.includes("PO-LOST0001"))).toHaveLength(1);
}

/** Every mail this sandbox took in. */
export async function mailsOf(sandbox: string): Promise<{ to: string[] | string; subject: string }[]> {
  const state = await (await fetch(`${sandbox}/__sandbox/state`)).json();
  return (state as { mails: { to: string[] | string; subject: string }[] }).mails;
}

/** An approved price that the store fails to take as often as it is tried. */
export async function failToDeath(desk: Desk, { call }: Door, sandbox: string): Promise<void> {
  await letItWrite(call);
  const fault = { target: "productVariantsBulkUpdate", kind: "502" };
  await fetch(`${sandbox}/__sandbox/faults`, { method: "POST", body: JSON.stringify(fault) });
  const [variant] = await readVariants(sandbox);
  const proposal = { ...priceOf(variant!, variant!.priceMinor + 1), status: "proposed" };
  const id = await seedAction(desk, proposal);
  await said(await call("POST", `/v1/actions/${id}/approve`, { body: {} }));
  await work(desk, dispatched());
  // A try and the look at what became of it take two of its minutes each.
  for (let minutes = 0; minutes < 2; minutes += 1) await recover(desk, id);
  expect(await action(id)).toMatchObject({ status: "dead", attempts: 5 });
}

/** A store whose token may not read orders: what it can give is imported, and then the import cannot be had. */
export async function failToImport(): Promise<void> {
  await env.DB.prepare("DELETE FROM shop").run();
  const scopes = "read_products,read_inventory,read_locations";
  const sync = rig(await (await fetch(`${inject("sandboxHub")}/?scopes=${scopes}`)).text());
  await sync.deliver({ type: "reconcile" });
  await sync.drain();
  const { results } = await env.DB.prepare("SELECT kind, status FROM imports WHERE status <> 'done'").all();
  expect(results).toContainEqual({ kind: "orders", status: "failed" });
  expect(await env.DB.prepare("SELECT imported_at FROM shop").first()).toEqual({ imported_at: null });
}

/** Far more is decided than a minute seals, and the database refuses the seals. */
export async function refuseSeals({ call }: Door): Promise<void> {
  await env.DB.prepare(
    "CREATE TRIGGER refuse_seals BEFORE UPDATE OF hash ON audit BEGIN SELECT raise(ABORT, 'disk I/O error'); END",
  ).run();
  script.decisions = Array.from({ length: 250 }, (_, at) => wish({ target: `shelf ${at}` }));
  await setMode("approve");
  await cron(Date.now());
  await deliver();
  const ids = (await env.DB.prepare("SELECT id FROM actions WHERE status = 'proposed'").all()).results.map(
    ({ id }) => id,
  );
  expect(ids).toHaveLength(250);
  await said(await call("POST", "/v1/actions/batch", { body: { op: "reject", ids, reason: "too-risky" } }));
}
