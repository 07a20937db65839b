import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, inject, it } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { requestRevert } from "#agent-kit/ledger/decisions.ts";
import { InventoryPricing } from "#tests/workers/all.ts";
import { channelLine, channelSettings, prepareShop, sandboxPost } from "#tests/workers/effect-subjects.ts";
import { agentEnv, mailbox } from "#tests/workers/kit-harness.ts";
import { action, type Desk, recover, seedAction, work } from "#tests/workers/ledger-harness.ts";

const sandbox = inject("sandboxUrl");
const desk: Desk = {
  agent: "inventory-pricing",
  Agent: InventoryPricing,
  extra: { SHOPIFY_BASE_URL: sandbox, ...channelSettings },
};
const world = () => ({ ...agentEnv(), ...desk.extra }) as AgentEnv;

async function run(at: number): Promise<Record<string, unknown>> {
  const context = createExecutionContext();
  await new InventoryPricing(context, world()).scheduled(
    createScheduledController({ cron: "5 */2 * * *", scheduledTime: new Date(at) }),
  );
  await waitOnExecutionContext(context);
  while (mailbox.runs.length > 0)
    for (const body of mailbox.runs.splice(0)) {
      const own = createExecutionContext();
      const message = { id: crypto.randomUUID(), timestamp: new Date(), attempts: 1, body };
      const batch = createMessageBatch("inventory-pricing-runs", [message]);
      await new InventoryPricing(own, world()).queue(batch);
      await getQueueResult(batch, own);
    }
  const row = await env.DB.prepare(
    "SELECT outcome, measures FROM runs ORDER BY started_at DESC, id DESC LIMIT 1",
  ).first<Record<string, string>>();
  expect(row?.outcome).toBe("succeeded");
  return JSON.parse(row?.measures ?? "{}") as Record<string, unknown>;
}

/** What the channel's shoppers see: quantity and price by SKU. */
async function shown(): Promise<Record<string, string>> {
  const reply = await fetch(channelSettings.CHANNEL_FEED_URL, {
    headers: { authorization: `Bearer ${channelSettings.CHANNEL_FEED_TOKEN}` },
  });
  const rows = (await reply.text()).trim().split("\r\n").slice(1);
  return Object.fromEntries(
    rows.map((row) => {
      const [sku = "", availability, quantity, price] = row.split(",");
      return [sku, `${availability} ${quantity} ${price}`];
    }),
  );
}

const opened = async () =>
  (
    await env.DB.prepare("SELECT id, payload FROM actions WHERE kind = 'channel.sync' AND status = 'proposed'").all<{
      id: string;
      payload: string;
    }>()
  ).results;

async function approveAll(): Promise<void> {
  for (const { id } of await opened()) {
    await env.DB.prepare("UPDATE actions SET status = 'approved', decided_by = 'person' WHERE id = ?1").bind(id).run();
    await work(desk, id);
    expect(await action(id)).toMatchObject({ status: "applied" });
  }
}

const sync = (lines: { line: ReturnType<typeof channelLine>; was: null }[], target: string) =>
  seedAction(desk, {
    kind: "channel.sync",
    target,
    effect: "delta",
    payload: { channel: "csv-channel", lines },
    before: null,
    after: null,
  });

const later = (minutes: number) => Date.now() + minutes * 60_000;

beforeAll(async () => {
  await prepareShop();
  const scopes = ["products", "inventory"].flatMap((what) => [`read_${what}`, `write_${what}`]);
  await env.DB.prepare("UPDATE shop SET scopes = ?1")
    .bind(JSON.stringify([...scopes, "read_orders", "read_locations"]))
    .run();
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO products (id, title, status, updated_at) VALUES ('p', 'Towel', 'ACTIVE', 1), ('q', 'Bowl', 'ACTIVE', 1)",
    ),
    env.DB.prepare(
      `INSERT INTO variants (id, product_id, sku, title, price_minor, inventory_item_id, updated_at) VALUES
         ('v1', 'p', 'A', 't', 1000, 'i1', 1), ('v2', 'p', 'B', 't', 500, 'i2', 1), ('v3', 'q', 'C', 't', 700, 'i3', 1),
         ('v4', 'p', 'D', 't', 700, 'i3', 1), ('v5', 'p', 'D', 't', 700, 'i3', 1)`,
    ),
    env.DB.prepare(
      "INSERT INTO locations (id, name, active, updated_at) VALUES ('north', 'N', 1, 1), ('old', 'O', 0, 1)",
    ),
    env.DB.prepare(
      `INSERT INTO inventory_levels (item_id, location_id, available, updated_at) VALUES
         ('i1', 'north', 50, 100), ('i1', 'old', 90, 100), ('i2', 'north', 3, 100), ('i3', 'north', 20, 100)`,
    ),
  ]);
});

it("tells a second channel its share of what active locations hold, and nothing again while nothing changes", async () => {
  expect(await run(later(0))).toMatchObject({ "channel lines to tell": 3 });
  await approveAll();
  // 20 % of each by largest remainder; a SKU that two variants share is told of neither.
  expect(await shown()).toEqual({ A: "in_stock 10 10.00 GBP", B: "in_stock 1 5.00 GBP", C: "in_stock 4 7.00 GBP" });
  expect(await run(later(130))).toMatchObject({ "channel lines to tell": 0 });
  expect(await opened()).toEqual([]);
});

it("says what was sold, repriced and taken from sale since, and an undo puts back what still stands", async () => {
  await env.DB.batch([
    env.DB.prepare("UPDATE inventory_levels SET available = 0, updated_at = 200 WHERE item_id = 'i2'"),
    env.DB.prepare("UPDATE variants SET price_minor = 1100, updated_at = 300 WHERE id = 'v1'"),
    env.DB.prepare("UPDATE products SET status = 'ARCHIVED', updated_at = 400 WHERE id = 'q'"),
  ]);
  await run(later(260));
  const [proposal] = await opened();
  await approveAll();
  expect(await shown()).toEqual({
    A: "in_stock 10 11.00 GBP",
    B: "out_of_stock 0 5.00 GBP",
    C: "out_of_stock 0 7.00 GBP",
  });
  // An older figure that comes late changes nothing.
  const late = await sync([{ line: channelLine("B", 150, 9), was: null }], "late");
  await work(desk, late);
  expect((await shown()).B).toBe("out_of_stock 0 5.00 GBP");

  const newer = await sync([{ line: channelLine("A", 500, 8), was: null }], "newer");
  await work(desk, newer);
  const id = proposal!.id;
  const by = { actor: "test", role: "admin", now: Date.now(), requestId: "undo" };
  expect(await requestRevert(env.DB, { ...by, ids: [id] })).toMatchObject([{ ok: true }]);
  await work(desk, id);
  expect(await action(id)).toMatchObject({ status: "reverted" });
  expect(await shown()).toEqual({ A: "in_stock 8 12.99 GBP", B: "in_stock 1 5.00 GBP", C: "in_stock 4 7.00 GBP" });
});

it("ends with the newest of each line however its messages are ordered, doubled and interleaved", async () => {
  const versions = [3, 1, 4, 2];
  const ids: string[] = [];
  for (const eventAt of versions)
    ids.push(
      await sync(
        ["X", "Y"].map((sku) => ({ line: channelLine(sku, 1_000 + eventAt, eventAt), was: null })),
        `order ${eventAt}`,
      ),
    );
  // All at once: whoever finds the document moved reads again.
  await Promise.all([...ids, ...ids].map((id) => work(desk, id)));
  for (const id of ids) expect(await recover(desk, id)).toMatchObject({ status: "applied" });
  expect(await shown()).toMatchObject({ X: "in_stock 4 12.99 GBP", Y: "in_stock 4 12.99 GBP" });
});

it("loses no answer for good, and a run that the channel refuses says so and goes on", async () => {
  await sandboxPost("faults", { target: "channel", kind: "401" });
  const measures = await run(later(390));
  expect(measures).toMatchObject({ channel: expect.stringMatching(/^not read: /), variants: 4 });
  const id = await sync([{ line: channelLine("Z", 5_000, 2), was: null }], "down");
  await work(desk, id);
  expect(await action(id)).toMatchObject({ status: "approved", status_reason: expect.stringContaining("credentials") });
  await sandboxPost("faults", { target: "channel", kind: "none" });
  await sandboxPost("faults", { target: "channel", kind: "reply-lost", count: 1, mutationsOnly: true });
  expect(await recover(desk, id)).toMatchObject({ status: "applied" });
  expect((await shown()).Z).toBe("in_stock 2 12.99 GBP");
});
