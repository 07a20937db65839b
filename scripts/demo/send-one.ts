import * as z from "zod/mini";
import { listActions } from "#schemas/api/actions.ts";
import { listOrders, setOrderSources } from "#schemas/api/orders.ts";
import { getPolicy } from "#schemas/api/policy.ts";
import { ask } from "../platform/ask.ts";
import type { System } from "../platform/system.ts";

const AGENT = "order-fulfillment";
const minute = 60_000;

const GoodsSchema = z.object({
  cj: z.array(
    z.object({
      id: z.string(),
      like: z.nullable(z.string()),
      stock: z.number(),
      variants: z.array(z.object({ id: z.string(), costMinor: z.number() })).check(z.minLength(1)),
    }),
  ),
});
const EffectsSchema = z.object({
  effects: z.object({ changes: z.array(z.object({ kind: z.string(), root: z.string(), target: z.string() })) }),
});

export interface Sent {
  order: string;
  state: string;
  supplierOrders: number;
  fulfilments: number;
  buyersTold: number;
}

interface Demo {
  system: System;
  cron: () => Promise<unknown>;
  until: (what: string, timeoutMs: number, holds: () => Promise<boolean>) => Promise<void>;
}

/**
 * One order from the till to the buyer's mail: weighed, routed to a supplier, ordered and paid there under a limit, followed,
 * fulfilled in the store. Nobody lifts a hand; the owner's policy allows it.
 */
export async function sendOne({ system, cron, until }: Demo): Promise<Sent> {
  const sandbox = async (method: string, path: string, body?: object) => {
    const reply = await fetch(`${system.sandboxUrl}/__sandbox/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!reply.ok) throw new Error(`the sandbox refused ${path}: ${reply.status} ${await reply.text()}`);
    return reply.json() as Promise<unknown>;
  };
  const advance = (ms: number) => sandbox("POST", "clock", { advanceMs: ms });
  const effects = async (kind: string, target?: string) =>
    EffectsSchema.parse(await sandbox("GET", "state")).effects.changes.filter(
      (change) => change.kind === kind && (target === undefined || change.target === target),
    ).length;

  const { cj } = GoodsSchema.parse(await sandbox("GET", "suppliers"));
  const goods = cj.find(({ like, stock }) => like !== null && stock > 100);
  if (!goods?.like) throw new Error("no supplier has anything the shop sells");
  const [variant] = goods.variants;
  const named = { sku: goods.like, supplier: "cj", reference: String(variant?.id), productReference: goods.id };
  await ask(system, setOrderSources.output, "/v1/orders/sources", "PUT", {
    sources: [{ ...named, costMinor: variant?.costMinor ?? 0, currency: "USD" }],
  });
  await ask(system, null, `/v1/agents/${AGENT}/settings`, "PUT", { settings: { exchangeRates: { USD: 0.8 } } });
  await allow(system);
  await sandbox("POST", "suppliers", { shippedAfterMs: 30 * minute });

  const bought = (await sandbox("POST", "orders", { items: [{ sku: goods.like, quantity: 2 }] })) as {
    orders: { id: string; name: string }[];
  };
  const order = bought.orders[0];
  if (!order) throw new Error("nobody bought");
  const standing = async () => {
    const { items } = await ask(system, listOrders.output, "/v1/orders?show=all&limit=200");
    return items.find(({ orderId }) => orderId === order.id);
  };
  const reach = (what: string, states: string[], forward: number) =>
    (async () => {
      if (forward > 0) await advance(forward);
      await cron();
      await until(what, 120_000, async () => {
        if (states.includes((await standing())?.state ?? "")) return true;
        await cron();
        return false;
      });
    })();
  await reach("the risk of the order", ["window", "ordering", "ordered"], 0);
  await reach("the order at the supplier", ["ordered", "sending", "sent"], 35 * minute);
  const before = await effects("supplier-order");
  await reach("the fulfilment in the store", ["sent"], 65 * minute);
  const { items } = await ask(
    system,
    listActions.output,
    "/v1/actions?agent=order-fulfillment&kind=supplier.order&limit=50",
  );
  const [fulfilments, buyersTold] = [await effects("fulfillment", order.id), await effects("notification", order.id)];
  const placed = items.filter(({ target, status }) => target.startsWith(`${order.id} `) && status === "applied").length;
  if (placed !== 1 || before < 1 || fulfilments !== 1 || buyersTold !== 1)
    throw new Error(`${order.name}: ${placed} orders at suppliers, ${fulfilments} fulfilments, ${buyersTold} mails`);
  return {
    order: order.name,
    state: (await standing())?.state ?? "gone",
    supplierOrders: placed,
    fulfilments,
    buyersTold,
  };
}

/** What the owner would allow: small orders at suppliers, and to say in the store what is so. */
async function allow(system: System): Promise<void> {
  const { version, document } = await ask(system, getPolicy.output, "/v1/policy");
  const auto = {
    rule: "auto",
    largestMovePercent: null,
    largestMoneyMinor: null,
    actionsPerDay: null,
    moneyPerDayMinor: null,
    leastConfidence: null,
  };
  const kinds = {
    ...document.kinds,
    "risk.assess": auto,
    "fulfillment.create": auto,
    "supplier.order": { ...auto, largestMoneyMinor: 20_000, moneyPerDayMinor: 50_000 },
  };
  await ask(system, null, "/v1/policy", "PUT", { version, document: { ...document, kinds } });
  await ask(system, null, `/v1/agents/${AGENT}/mode`, "PUT", { mode: "auto" });
}
