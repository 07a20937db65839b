import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { InventoryPricing } from "#tests/workers/all.ts";
import { mailbox, seedShop } from "#tests/workers/kit-harness.ts";
import { action, type Desk, seedAction, sweep } from "#tests/workers/ledger-harness.ts";

const desk: Desk = { agent: "inventory-pricing", Agent: InventoryPricing, extra: {} };
const dayMs = 86_400_000;
const today = Math.floor(Date.now() / dayMs);
const changed = today - 30;

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  mailbox.runs.length = 0;
  mailbox.actions.length = 0;
  await seedShop();
  await env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (1, ?1, 'ann', 1)")
    .bind(JSON.stringify({ kinds: { "price.set": { rule: "auto", since: 1 } } }))
    .run();
});

/** A raise from £10 to £11, applied thirty days ago. */
async function raised(target: string, change: { costMinor?: number | null; appliedAt?: number } = {}): Promise<string> {
  const terms = { taxRate: 0, taxIncluded: false };
  const id = await seedAction(desk, {
    kind: "price.set",
    target,
    effect: "absolute",
    status: "applied",
    decidedBy: "policy",
    payload: {
      productId: "p",
      variantId: target,
      priceMinor: 1_100,
      compareAtMinor: null,
      costMinor: 400,
      weeklyUnits: 70,
      marginFloor: 0.1,
      terms,
      ...change,
    },
    before: { priceMinor: 1_000, compareAtMinor: null },
    after: { priceMinor: 1_100, compareAtMinor: null },
  });
  await env.DB.prepare("UPDATE actions SET applied_at = ?2 WHERE id = ?1")
    .bind(id, change.appliedAt ?? changed * dayMs + dayMs / 2)
    .run();
  return id;
}

/** Sales of so many units a day before and after the change; the rest of the shop sells what it always sold. */
async function sold(variant: string, before: number, after: number): Promise<void> {
  await env.DB.prepare(
    `WITH RECURSIVE days(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM days WHERE n < 70)
     INSERT INTO order_lines (id, order_id, variant_id, day, quantity, current_quantity, unit_price_minor)
     SELECT ?1 || n, 'o' || n, ?1, date((?2 - n) * 86400, 'unixepoch'), CASE WHEN ?2 - n > ?3 THEN ?5 ELSE ?4 END + n % 2, 1, 1000 FROM days
     UNION ALL SELECT ?1 || 'rest' || n, 'r' || n, 'rest', date((?2 - n) * 86400, 'unixepoch'), 500, 500, 1000 FROM days`,
  )
    .bind(variant, today, changed, before, after)
    .run();
}

const measuredOf = async (id: string) => JSON.parse(String((await action(id)).measured)) as Record<string, unknown>;
const rule = async () =>
  (
    await env.DB.prepare(
      "SELECT document->>'$.kinds.\"price.set\".rule' AS rule FROM policies ORDER BY version DESC",
    ).first()
  )?.rule;

describe("a price change, four weeks later", () => {
  it("is measured against its own past and the rest of the shop, once, and a good one changes nothing", async () => {
    await sold("v1", 10, 10);
    const id = await raised("v1");
    await sweep(desk);
    const measured = await measuredOf(id);
    expect(measured).toMatchObject({ days: 28, worse: false });
    // Ten and a half units a day at a pound more each.
    expect(Number(measured.gainMinor)).toBeCloseTo(7 * 10.5 * 100, -2);
    expect(await action(id)).toMatchObject({ harm: null });
    expect(await rule()).toBe("auto");
    await env.DB.prepare("DELETE FROM order_lines").run();
    await sweep(desk);
    expect(await measuredOf(id)).toEqual(measured);
  });

  it("that surely lost money takes the kind's limit back", async () => {
    await sold("v1", 20, 6);
    const id = await raised("v1");
    await sweep(desk);
    expect(await measuredOf(id)).toMatchObject({ worse: true });
    expect(await action(id)).toMatchObject({ harm: "worse", status: "applied" });
    expect(await rule()).toBe("ask");
  });

  it("is looked at only up to the next change of the same price", async () => {
    await sold("v1", 20, 6);
    const first = await raised("v1");
    await raised("v1", { appliedAt: (changed + 10) * dayMs });
    await sweep(desk);
    expect(await measuredOf(first)).toMatchObject({ days: 9 });
  });

  it("is not guessed where cost or days are missing, and not before its time", async () => {
    await sold("v1", 10, 10);
    await sold("v2", 10, 10);
    const noCost = await raised("v1", { costMinor: null });
    const young = await raised("v2", { appliedAt: (today - 20) * dayMs });
    await sweep(desk);
    expect(await measuredOf(noCost)).toEqual({ unknown: "cost" });
    expect((await action(young)).measured).toBeNull();
  });
});
