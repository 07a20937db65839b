import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { watchFetch } from "#tests/workers/killer.ts";
import { type OrderRig, orderRig } from "#tests/workers/order-rig.ts";
import { supplierDouble } from "#tests/workers/supplier-double.ts";

/** Orders that are no ordinary ones, bought in the sandbox's store and carried through the whole agent: each ends somewhere, and says why. */

const minute = 60_000;
let rig: OrderRig;
let sku = "";

beforeAll(async () => {
  const double = supplierDouble("double", { lookup: true });
  const scarce = supplierDouble("scarce", { lookup: true, stock: 3 });
  watchFetch((url) => double.answer(url) ?? scarce.answer(url));
  rig = await orderRig([double.supplier, scarce.supplier]);
  await rig.settings({ leastMargin: -1 });
  await rig.mode("auto");
  sku = String(await env.DB.prepare("SELECT sku FROM variants WHERE price_minor > 500 ORDER BY id").first("sku"));
  await rig.source(sku, "double", "v1", 10);
}, 60_000);

const bought = async (lines = 1) =>
  String((await rig.buy({ items: Array.from({ length: lines }, () => ({ sku, quantity: 1 })) }))[0]?.id);
/** As the store would tell it if it were so: the sandbox sells in its own currency and for money. */
const told = (change: string) => (id: string) =>
  env.DB.prepare(`UPDATE orders SET ${change} WHERE id = ?1`).bind(id).run();
const place = async (id: string) => {
  await rig.run();
  await rig.advance(31 * minute);
  await rig.run();
  expect(await rig.approveAll("supplier.order")).toBeGreaterThan(0);
  expect(await rig.row(id)).toMatchObject({ state: "ordering" });
  await rig.advance(2 * minute);
};

const odd: [string, (id: string) => Promise<unknown>, string, RegExp, number?][] = [
  ["no lines", (id) => rig.edit(id, { quantities: [{ sku, quantity: 0 }] }), "closed", /no lines/],
  ["nothing to pay", told("total_minor = 0"), "stopped", /worth nothing/],
  ["a negative total", told("total_minor = -100"), "stopped", /-£1.00 cannot be right/],
  ["an unknown currency", told("currency = 'QQQ'"), "stopped", /QQQ is no currency/],
  ["another currency", told("currency = 'JPY'"), "stopped", /the shop counts in GBP/],
  ["no address", (id) => rig.edit(id, { address: "missing" }), "held", /cannot be delivered to: there is none/],
  ["an address that is none", (id) => rig.edit(id, { address: "invalid" }), "held", /does not exist/],
  ["a cancellation at once", (id) => rig.edit(id, { cancel: true }), "cancelled", /before anything was ordered/],
  [
    "a cancellation after it was ordered",
    async (id) => {
      await place(id);
      await rig.edit(id, { cancel: true });
    },
    "stopped",
    /ask double to stop it/,
  ],
  ["been sent by others before anybody looked", (id) => rig.edit(id, { fulfil: true }), "fulfilled", /somebody else/],
  [
    "been sent by others while it waited",
    async (id) => {
      await rig.run();
      await rig.edit(id, { fulfil: true });
    },
    "fulfilled",
    /somebody else/,
  ],
  ["500 lines", async () => undefined, "ordering", /double sends it cheapest/, 500],
];

it.each(odd)(
  "an order that has %s ends in a clear state with a reason",
  async (_what, twist, state, reason, lines) => {
    const id = await bought(lines);
    await twist(id);
    await rig.run();
    await rig.advance(31 * minute);
    await rig.run();
    expect(await rig.row(id)).toMatchObject({
      state,
      reason: expect.stringMatching(reason),
      waits_for: expect.anything(),
    });
    for (const { kind, status, payload } of (await rig.actions()).filter(({ target }) =>
      String(target).startsWith(`${id} at`),
    ))
      if (lines !== undefined) {
        const asked = JSON.parse(String(payload)) as { lines: { lineId: string; quantity: number }[] };
        expect([kind, status, new Set(asked.lines.map(({ lineId }) => lineId)).size]).toEqual([
          "supplier.order",
          "proposed",
          lines,
        ]);
      } else expect(status, "nothing is ordered by itself").toBe("applied");
  },
  60_000,
);

it("an order edited after it was ordered is said to be, and what was added is asked for apart", async () => {
  const id = await bought();
  await place(id);
  await rig.edit(id, { quantities: [{ sku, quantity: 3 }] });
  await rig.run();
  const asked = (await rig.actions()).filter(({ target }) => target === `${id} at double`);
  expect(asked.map(({ status, payload }) => [status, quantityOf(payload)])).toEqual([
    ["applied", 1],
    ["proposed", 2],
  ]);
  await rig.edit(id, { quantities: [{ sku, quantity: 0 }] });
  await rig.run();
  expect(await rig.row(id)).toMatchObject({ state: "stopped", reason: expect.stringMatching(/ask double to stop it/) });
}, 60_000);

it("an order paid within the second in which it was seen unpaid does not wait for its next look", async () => {
  const id = await bought();
  await rig.edit(id, { financial: "PENDING" });
  await rig.run();
  expect(await rig.row(id)).toMatchObject({ state: "unpaid" });
  await env.DB.prepare(
    `UPDATE orders SET financial_status = 'PAID', triggered_at = (SELECT updated_at + 1 FROM fulfilments WHERE order_id = ?1) WHERE id = ?1`,
  )
    .bind(id)
    .run();
  await rig.run();
  expect(await rig.row(id)).toMatchObject({ state: "window" });
}, 60_000);

it("two lines of one variant share what there is of it", async () => {
  const scarce = String(
    await env.DB.prepare("SELECT sku FROM variants WHERE price_minor > 0 AND sku <> ?1 ORDER BY id")
      .bind(sku)
      .first("sku"),
  );
  await rig.source(scarce, "scarce", "v2", 10);
  const line = { sku: scarce, quantity: 2 };
  const id = String((await rig.buy({ items: [line, line] }))[0]?.id);
  await rig.run();
  await rig.advance(31 * minute);
  await rig.run();
  expect(await rig.row(id)).toMatchObject({
    state: "routing",
    reason: expect.stringMatching(/nobody can send all of it: there are 1 of 2/),
  });
}, 60_000);

function quantityOf(payload: unknown): number {
  const { lines } = JSON.parse(String(payload)) as { lines: { quantity: number }[] };
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}
