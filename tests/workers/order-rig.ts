import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { defineAgent } from "#agent-kit/define-agent.ts";
import { approve } from "#agent-kit/ledger/decisions.ts";
import type { Supplier } from "#integrations/supplier/registry.ts";
import { agentEnv, mailbox, moveClock } from "#tests/workers/kit-harness.ts";
import type { AgentClass, Desk } from "#tests/workers/ledger-harness.ts";
import { definition } from "#workers/order-fulfillment/definition.ts";
import { event, openShop, rig, type WantedShop } from "#workers/store-sync/testing/rig.ts";

/** The agent on a sandbox shop of its own, with the suppliers a test gives it, its clock and queues in the test's hands. */
export interface OrderRig {
  origin: string;
  desk: Desk;
  sandbox(method: string, path: string, body?: unknown): Promise<unknown>;
  /** A shopper buys; the mirror knows it. */
  buy(purchase?: object): Promise<{ id: string; name: string }[]>;
  /** The merchant does something to an order; the mirror knows it. */
  edit(id: string, change: object): Promise<void>;
  /** Reads these orders into the mirror, as their webhooks would. */
  mirror(ids: string[]): Promise<void>;
  /** Names who sends a SKU. */
  source(sku: string, supplier: string, reference: string, costMinor: number, currency?: string): Promise<void>;
  settings(change: object): Promise<void>;
  mode(to: "approve" | "auto"): Promise<void>;
  /** One cron with all its chunks, and the actions the policy let through. */
  run(): Promise<Record<string, unknown>>;
  /** A person approves everything of these kinds that waits, and it is applied. */
  approveAll(...kinds: string[]): Promise<number>;
  /** The watchdog's minute: what is due is sent again and worked. */
  sweep(): Promise<void>;
  advance(ms: number): Promise<void>;
  row(orderId: string): Promise<Record<string, unknown> | null>;
  actions(): Promise<Record<string, unknown>[]>;
  effects(): Promise<Effect[]>;
}

export interface Effect {
  kind: string;
  root: string;
  target: string;
  to: unknown;
}

const id = "order-fulfillment";

export async function orderRig(
  from?: readonly Supplier[],
  extra: Record<string, unknown> = {},
  shop: WantedShop = {},
): Promise<OrderRig> {
  const origin = await openShop(shop);
  const sync = rig(origin);
  await sync.deliver({ type: "reconcile" });
  await sync.drain();
  // What was bought before the test began has been sent.
  await env.DB.prepare("UPDATE orders SET fulfillment_status = 'FULFILLED'").run();
  const scopes = ["write_orders", "write_merchant_managed_fulfillment_orders", "write_products", "write_returns"];
  await env.DB.prepare("UPDATE shop SET scopes = ?1").bind(JSON.stringify(scopes)).run();
  const Base = defineAgent(definition(from));
  class Agent extends Base {
    constructor(context: ExecutionContext, given: AgentEnv) {
      super(context, { ...given, AGENT: id, SCHEDULE: "*/5 * * * *" });
    }
  }
  const given = { SHOPIFY_BASE_URL: origin, SHOPIFY_STORE: "royal-sandbox.myshopify.com", ...extra };
  const desk: Desk = { agent: id, Agent: Agent as unknown as AgentClass, extra: given };
  let crons = 0;

  async function invoke<T>(work: (agent: InstanceType<typeof Base>) => Promise<T>): Promise<T> {
    const context = createExecutionContext();
    const answer = await work(new Agent(context, { ...agentEnv(), ...given } as AgentEnv));
    await waitOnExecutionContext(context);
    return answer;
  }

  async function deliver(queue: string, bodies: unknown[]): Promise<void> {
    for (const body of bodies) {
      const context = createExecutionContext();
      const batch = createMessageBatch(queue, [{ id: crypto.randomUUID(), timestamp: new Date(), attempts: 1, body }]);
      await new Agent(context, { ...agentEnv(), ...given } as AgentEnv).queue(batch);
      await getQueueResult(batch, context);
    }
  }

  async function drain(): Promise<void> {
    for (let round = 0; mailbox.runs.length + mailbox.actions.length > 0; round += 1) {
      if (round > 200) throw new Error("the messages never end");
      await deliver(`${id}-runs`, mailbox.runs.splice(0));
      await deliver(`${id}-actions`, mailbox.actions.splice(0));
    }
  }

  const mirror = (ids: string[]) => sync.deliver(...ids.map((order) => event("orders/updated", "orders", order)));

  return {
    origin,
    desk,
    sandbox: sync.sandbox,
    mirror,
    async buy(purchase = {}) {
      const { orders } = (await sync.sandbox("POST", "orders", purchase)) as { orders: { id: string; name: string }[] };
      await mirror(orders.map((order) => order.id));
      return orders;
    },
    async edit(order, change) {
      await sync.sandbox("POST", `orders/${encodeURIComponent(order)}`, change);
      await mirror([order]);
    },
    async source(sku, supplier, reference, costMinor, currency = "GBP") {
      const named = await env.DB.prepare(
        `INSERT INTO supplier_sources (variant_id, supplier, reference, cost_minor, currency, set_by, updated_at)
         SELECT id, ?2, ?3, ?4, ?5, 'person', 1 FROM variants WHERE sku = ?1 AND deleted_at IS NULL`,
      )
        .bind(sku, supplier, reference, costMinor, currency)
        .run();
      expect(named.meta.changes, sku).toBeGreaterThan(0);
    },
    settings: (change) =>
      invoke(async (agent) => {
        expect(await agent.setSettings({ settings: change, actor: "test" })).toMatchObject({ ok: true });
      }),
    mode: (to) => invoke(async (agent) => void (await agent.setMode({ mode: to, actor: "test", note: "test" }))),
    async run() {
      crons += 1;
      const offset = Number((await env.KV.get("clock:offset")) ?? 0);
      const scheduledTime = new Date(Date.now() + offset + crons);
      await invoke((agent) => agent.scheduled(createScheduledController({ cron: "*/5 * * * *", scheduledTime })));
      await drain();
      const row = await env.DB.prepare(
        "SELECT outcome, reason, measures FROM runs WHERE agent = ?1 ORDER BY started_at DESC, id LIMIT 1",
      )
        .bind(id)
        .first<{ outcome: string; reason: string; measures: string }>();
      expect([row?.outcome, row?.reason]).toEqual(["succeeded", null]);
      return JSON.parse(row?.measures ?? "{}") as Record<string, unknown>;
    },
    async approveAll(...kinds) {
      const waiting = await env.DB.prepare(
        "SELECT id FROM actions WHERE agent = ?1 AND status = 'proposed' AND kind IN (SELECT value FROM json_each(?2))",
      )
        .bind(id, JSON.stringify(kinds))
        .all<{ id: string }>();
      const ids = waiting.results.map((each) => each.id);
      const offset = Number((await env.KV.get("clock:offset")) ?? 0);
      const now = Date.now() + offset;
      await approve(env.DB, { ids, actor: "person", role: "operator", now, requestId: crypto.randomUUID() });
      await deliver(
        `${id}-actions`,
        ids.map((actionId) => ({ queue: `${id}-actions`, actionId })),
      );
      return ids.length;
    },
    async sweep() {
      await invoke((agent) => agent.sweep());
      await drain();
    },
    async advance(ms) {
      await moveClock(ms);
      await sync.sandbox("POST", "clock", { advanceMs: ms });
    },
    row: (order) => env.DB.prepare("SELECT * FROM fulfilments WHERE order_id = ?1").bind(order).first(),
    actions: async () =>
      (await env.DB.prepare("SELECT * FROM actions WHERE agent = ?1 ORDER BY proposed_at, id").bind(id).all()).results,
    async effects() {
      const state = (await sync.sandbox("GET", "state")) as { effects: { changes: Effect[] } };
      return state.effects.changes;
    },
  };
}
