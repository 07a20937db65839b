import { afterAll, beforeAll, expect, test } from "vitest";
import { movedFigures } from "#core/ledger/rejection.ts";
import { addDays, dayFromNumber } from "#core/time/day.ts";
import { shopDomain, startDecider } from "../../bench/decide-runtime.ts";
import { type DayTold, type RetailYear, retailYear } from "../../bench/retail-year.ts";

/**
 * The retail year day by day through the agent's own cron, decide and ledger, on a real D1: everything asks, nobody
 * answers but for what the test itself rejects. `YEAR_VARIANTS=3676` is the whole shop, most of an hour.
 */
const count = Number(process.env.YEAR_VARIANTS ?? 200);
const dayMs = 86_400_000;
/** Every so many days the most valuable proposal of each direction is rejected. */
const rejectEvery = 30;
const staysAwayDays = 14;

let decider: Awaited<ReturnType<typeof startDecider>>;
let year: RetailYear;
beforeAll(async () => {
  year = retailYear(count);
  decider = await startDecider();
  await seed();
}, 120_000);
afterAll(async () => decider?.runtime.close(), 60_000);

interface Rejected {
  kind: string;
  target: string;
  intent: string;
  figures: Record<string, number>;
  at: number;
}

test("nobody is buried: few new cards, one open action a target, and no is no for two weeks", {
  timeout: 2 * 3_600_000,
}, async () => {
  const began = performance.now();
  const cards: number[] = [];
  const waiting: number[] = [];
  const rejected: Rejected[] = [];
  const returned: string[] = [];
  let open = 0;
  let last: DayTold | null = null;
  expect(await decider.tell("/mode")).toEqual({ ok: true });
  for (const [at, day] of year.days.entries()) {
    const now = (day.day + 1) * dayMs + 65 * 60_000;
    const told = (await decider.tell(`/day?at=${now}`, day)) as DayTold;
    expect(told.run).toEqual({ outcome: "succeeded", reason: null, mode: "approve" });
    expect(told.doubled).toEqual([]);
    cards.push(told.newCards);
    waiting.push(told.waitingGroups);
    open = Math.max(open, told.open);
    returned.push(...comeBack(rejected, told.proposed, now));
    if (at % rejectEvery === rejectEvery - 1) {
      const said = (await decider.tell(`/reject?at=${now}`)) as Omit<Rejected, "at">[];
      rejected.push(...said.map((each) => ({ ...each, at: now })));
    }
    last = told;
  }
  const sorted = cards.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const { actions = 0, groups = 0 } = last ?? {};
  console.log(
    JSON.stringify({
      variants: year.variants.length,
      days: cards.length,
      actions,
      groups,
      mostOpen: open,
      cards: { median, most: sorted.at(-1), total: sorted.reduce((sum, n) => sum + n, 0) },
      waitingGroups: { most: Math.max(...waiting) },
      rejected: rejected.length,
      returned: returned.length,
      seconds: Math.round((performance.now() - began) / 1_000),
    }),
  );
  expect(sorted.at(-1)).toBeLessThanOrEqual(20);
  expect(median).toBeLessThan(10);
  expect(returned).toEqual([]);
  // The figures say nothing about a year in which nothing was proposed or nobody said no.
  expect(actions).toBeGreaterThan(count);
  expect(rejected.length).toBeGreaterThan(5);
});

/** Rejections within the last two weeks whose wish is there again although no figure moved by more than a tenth. */
function comeBack(rejected: Rejected[], proposed: DayTold["proposed"], now: number): string[] {
  return proposed.flatMap(({ kind, target, intent, figures }) => {
    const no = rejected.findLast((each) => each.kind === kind && each.target === target && each.intent === intent);
    if (!no || now - no.at > staysAwayDays * dayMs) return [];
    return movedFigures(no.figures, figures).length === 0 ? [`${kind} ${target} ${intent}`] : [];
  });
}

async function seed(): Promise<void> {
  const { db } = decider;
  const first = (year.days[0]?.day ?? 0) * dayMs;
  await db.batch([
    db
      .prepare(
        `INSERT INTO shop (id, domain, name, currency, time_zone, taxes_included, scopes, sandbox, imported_at, updated_at)
         VALUES ('shop', ?1, 'Year', 'GBP', 'UTC', 1, ?3, 1, 1, ?2)`,
      )
      .bind(shopDomain, first, JSON.stringify(["write_products", "write_inventory"])),
    db
      .prepare("INSERT INTO cursors (agent, name, value) VALUES ('store-sync', 'closed-through', ?1)")
      .bind(addDays(dayFromNumber(year.days[0]?.day ?? 0), -1)),
    db.prepare("INSERT INTO locations (id, name, updated_at) VALUES ('L', 'Shelf', 1)"),
    db
      .prepare(
        `INSERT INTO products (id, title, vendor, product_type, status, updated_at)
         SELECT v.value->>'product', v.value->>'title', v.value->>'supplier', v.value->>'type', 'ACTIVE', 1 FROM json_each(?1) AS v`,
      )
      .bind(JSON.stringify(year.variants)),
    db
      .prepare(
        `INSERT INTO variants (id, product_id, sku, title, price_minor, cost_minor, cost_provenance, inventory_item_id, updated_at)
         SELECT v.value->>'id', v.value->>'product', v.value->>'sku', 'Default Title', v.value->>'priceMinor', v.value->>'costMinor',
           'generated:7', v.value->>'item', 1 FROM json_each(?1) AS v`,
      )
      .bind(JSON.stringify(year.variants)),
    db
      .prepare(
        `INSERT INTO inventory_levels (item_id, location_id, available, updated_at)
         SELECT v.value->>'item', 'L', 40, 1 FROM json_each(?1) AS v`,
      )
      .bind(JSON.stringify(year.variants)),
  ]);
}
