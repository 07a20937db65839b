import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { type OrderRig, orderRig } from "#tests/workers/order-rig.ts";

/** A paid order on its way through the sandbox: risk, routing, CJdropshipping's double, tracking, the store, the buyer's mail. */

const minute = 60_000;
const day = 24 * 60 * minute;
let rig: OrderRig;
let sku: string;

beforeAll(async () => {
  rig = await orderRig(undefined, { CJ_API_KEY: "cj-sandbox-key" });
  rig.desk.extra.CJ_BASE_URL = `${rig.origin}/vendors/cj`;
  const listed = await env.DB.prepare(
    "SELECT v.sku, p.id FROM variants AS v JOIN products AS p ON p.id = v.product_id WHERE v.price_minor > 500 ORDER BY v.id LIMIT 1",
  ).first<{ sku: string; id: string }>();
  sku = String(listed?.sku);
}, 60_000);

it("goes from paid to fulfilled and the buyer told, with no hand on it where the policy allows", async () => {
  await rig.settings({ exchangeRates: { USD: 0.8 }, leastMargin: -1 });
  await rig.mode("auto");
  await policy({
    "risk.assess": { rule: "auto" },
    "supplier.order": { rule: "auto", largestMoneyMinor: 50_000, moneyPerDayMinor: 100_000 },
    "fulfillment.create": { rule: "auto" },
  });
  const { vid } = await cjVariant();
  await rig.source(sku, "cj", vid, 100);
  const [order] = await rig.buy({ items: [{ sku, quantity: 2 }] });
  expect(Number((await rig.run()).window)).toBeGreaterThan(0);
  expect(await rig.row(order!.id)).toMatchObject({ state: "window", waits_for: "time", risk_decision: "pass" });
  expect((await rig.effects()).filter(({ kind, target }) => kind === "risk" && target === order!.id)).toHaveLength(1);

  await rig.advance(31 * minute);
  await rig.run();
  const placed = (await rig.effects()).filter(({ root }) => root === "createOrderV2");
  expect(placed, JSON.stringify(await rig.row(order!.id))).toHaveLength(1);
  const [action] = (await rig.actions()).filter(({ kind }) => kind === "supplier.order");
  expect(placed[0]).toMatchObject({ target: action!.id, to: { payType: 2, products: [{ vid, quantity: 2 }] } });
  expect(String(action!.id).length).toBeLessThanOrEqual(40);
  expect(await rig.row(order!.id)).toMatchObject({ state: "ordering", waits_for: "supplier" });

  await rig.advance(5 * minute);
  await rig.run();
  expect(await rig.row(order!.id)).toMatchObject({ state: "ordered", waits_for: "supplier" });

  await rig.advance(2 * day + 60 * minute);
  await rig.run();
  const done = await rig.effects();
  expect(done.filter(({ kind }) => kind === "fulfillment")).toMatchObject([
    { target: order!.id, to: { lines: [{ sku, quantity: 2 }], tracking: [{ number: expect.stringMatching(/^CJ/) }] } },
  ]);
  expect(done.filter(({ kind }) => kind === "notification")).toHaveLength(1);
  await rig.mirror([order!.id]);
  await rig.run();
  expect(await rig.row(order!.id)).toMatchObject({ state: "sent", waits_for: "carrier" });
  const past = await env.DB.prepare("SELECT state FROM fulfilment_states WHERE order_id = ?1 ORDER BY since")
    .bind(order!.id)
    .all();
  expect(past.results.map(({ state }) => state)).toEqual(["window", "ordering", "ordered", "sending"]);
}, 120_000);

it("keeps no word of the buyer in D1: not in actions, not in parcels, not in runs", async () => {
  const words = ["Example Street", "Exampleton", "EX1 1EX", "Generated Customer"];
  for (const table of ["actions", "fulfilments", "shipments", "fulfilment_states", "runs", "notifications", "events"]) {
    const { results } = await env.DB.prepare(`SELECT * FROM ${table}`).all();
    for (const word of words) expect(JSON.stringify(results), table).not.toContain(word);
  }
});

it("asks a person before money leaves where the policy has no limit, and orders unpaid where it has none in money", async () => {
  await policy({ "risk.assess": { rule: "auto" }, "supplier.order": { rule: "auto" } });
  const [order] = await rig.buy({ items: [{ sku, quantity: 1 }] });
  await rig.run();
  await rig.advance(31 * minute);
  await rig.run();
  const last = (await rig.effects()).filter(({ root }) => root === "createOrderV2").at(-1);
  expect(last).toMatchObject({ to: { payType: 3 } });
  await rig.advance(5 * minute);
  await rig.run();
  expect(await rig.row(order!.id)).toMatchObject({
    waits_for: "person",
    attention: expect.stringContaining("waits for its money"),
  });
}, 60_000);

it("waits for a person from the moment on in which a person is asked", async () => {
  await rig.mode("approve");
  const [order] = await rig.buy({ items: [{ sku, quantity: 1 }] });
  await rig.run();
  await rig.advance(31 * minute);
  await rig.run();
  expect(await rig.row(order!.id)).toMatchObject({ state: "ordering", waits_for: "person" });
}, 60_000);

async function cjVariant(): Promise<{ vid: string }> {
  const { results } = await env.DB.prepare("SELECT id FROM products ORDER BY id").all();
  expect(results.length).toBeGreaterThan(0);
  // The double's own goods: any of them will do for any product of the shop.
  const token = (await (
    await fetch(`${rig.origin}/vendors/cj/api2.0/v1/authentication/getAccessToken`, {
      method: "POST",
      body: JSON.stringify({ apiKey: "cj-sandbox-key" }),
    })
  ).json()) as { data: { accessToken: string } };
  const headers = { "CJ-Access-Token": token.data.accessToken };
  const page = (await (
    await fetch(`${rig.origin}/vendors/cj/api2.0/v1/product/listV2?size=20`, { headers })
  ).json()) as { data: { content: { productList: { id: string; warehouseInventoryNum: number }[] }[] } };
  const product = page.data.content[0]!.productList.find(({ warehouseInventoryNum }) => warehouseInventoryNum > 50);
  return { vid: `${product!.id}0` };
}

async function policy(kinds: Record<string, object>): Promise<void> {
  const version = Number((await env.DB.prepare("SELECT max(version) AS v FROM policies").first("v")) ?? 0) + 1;
  await env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (?1, ?2, 'test', 1)")
    .bind(version, JSON.stringify({ kinds }))
    .run();
}
