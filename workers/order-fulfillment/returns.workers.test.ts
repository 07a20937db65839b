import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { type OrderRig, orderRig } from "#tests/workers/order-rig.ts";

/** A shopper asks the sandbox's store for a return; a person answers; the goods come back; a person pays. */

const minute = 60_000;
const day = 1_440 * minute;
let rig: OrderRig;
let early: string;
let late: string;
let offer: { sku: string; priceMinor: number };

beforeAll(async () => {
  rig = await orderRig([]);
  // Nothing is allowed by policy, so that what is applied without a person would be seen.
  await rig.mode("auto");
  const listed = await env.DB.prepare("SELECT sku, price_minor FROM variants WHERE price_minor > 0 LIMIT 1").first();
  offer = { sku: String(listed?.sku), priceMinor: Number(listed?.price_minor) };
  const bought = async () => String((await rig.buy({ items: [{ sku: offer.sku, quantity: 3 }] }))[0]?.id);
  early = await bought();
  late = await bought();
  await rig.run();
  await rig.advance(minute);
  for (const order of [early, late]) await rig.edit(order, { fulfil: true });
  await rig.run();
  expect(await rig.row(early)).toMatchObject({ state: "fulfilled", look_at: null });
}, 60_000);

it("accepts a return within the window, and pays back what came, each with a person's word", async () => {
  await rig.advance(20 * day);
  await rig.edit(early, { returnRequest: { items: [{ sku: offer.sku, quantity: 2 }], reason: "too-tight" } });
  await rig.run();
  const [asked] = await about(early);
  const value = 2 * offer.priceMinor;
  expect(asked).toMatchObject({ kind: "return.approve", status: "proposed", money_minor: value });
  // Sent after 26 hours, due 14 days later.
  const reasons = JSON.parse(String(asked?.reasons)) as { code: string; text: string }[];
  expect(reasons.map(({ code }) => code)).toEqual(["within-window", "value", "wish"]);
  expect(reasons[0]?.text).toBe(
    "Asked for 4 days after delivery was due (nobody saw it arrive); the shop takes goods back for 30",
  );
  expect(reasons[2]?.text).toBe("Reason given: Too tight");
  expect(await answers()).toEqual([]);
  await rig.run();
  expect(await about(early), "asked once").toHaveLength(1);

  expect(await rig.approveAll("return.approve")).toBe(1);
  expect(await answers()).toMatchObject([{ root: "returnApproveRequest", to: { status: "OPEN" } }]);
  await rig.advance(minute);
  await rig.mirror([early]);
  await rig.run();
  const [, returnId] = String(asked?.target).split(" ");
  expect(await detailOf(early)).toMatchObject({ returns: [returnId] });

  await rig.advance(minute);
  await rig.edit(early, { returnReceived: true });
  await rig.run();
  const refund = (await about(early)).at(-1);
  expect(refund).toMatchObject({ kind: "order.refund", status: "proposed", money_minor: value });
  expect(await rig.approveAll("order.refund")).toBe(1);
  const paid = (await rig.effects()).filter(({ root }) => root === "refundCreate");
  expect(paid).toMatchObject([{ target: early, to: { totalMinor: value } }]);
  await rig.advance(7 * 60 * minute);
  await rig.mirror([early]);
  await rig.run();
  expect(await about(early), "paid once").toHaveLength(2);
  expect(await detailOf(early)).not.toHaveProperty("returns");
}, 60_000);

it("proposes to decline what is asked for too late, told of it by the store's webhook alone", async () => {
  await rig.advance(30 * day);
  const change = { returnRequest: { items: [{ sku: offer.sku, quantity: 1 }] } };
  const reply = (await rig.sandbox("POST", `orders/${encodeURIComponent(late)}`, change)) as { return: string };
  const now = Date.now() + Number(await env.KV.get("clock:offset"));
  await env.DB.prepare(
    "INSERT INTO events (topic, subject, projection, occurred_at, recorded_at) VALUES ('returns/request', ?1, ?2, ?3, ?3)",
  )
    .bind(reply.return, JSON.stringify({ order: late, status: "requested" }), now)
    .run();
  await rig.run();
  const [asked] = await about(late);
  expect(asked).toMatchObject({ kind: "return.decline", status: "proposed", money_minor: 0 });
  expect(String(asked?.reasons)).toContain("Asked for 35 days after");
  await rig.approveAll("return.decline");
  expect((await answers()).at(-1)).toMatchObject({
    root: "returnDeclineRequest",
    target: reply.return,
    to: { status: "DECLINED", reason: "RETURN_PERIOD_ENDED" },
  });
  await rig.advance(7 * 60 * minute);
  await rig.run();
  expect(await about(late)).toHaveLength(1);
  expect(await detailOf(late)).not.toHaveProperty("returns");
}, 60_000);

async function about(order: string): Promise<Record<string, unknown>[]> {
  return (await rig.actions()).filter(({ target }) => String(target).startsWith(`${order} gid://shopify/Return/`));
}

async function answers() {
  return (await rig.effects()).filter(({ kind }) => kind === "return");
}

async function detailOf(order: string): Promise<unknown> {
  return JSON.parse(String((await rig.row(order))?.detail));
}
