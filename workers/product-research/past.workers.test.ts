import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ProductResearch } from "#tests/workers/all.ts";
import {
  backToRealTime,
  dayMs,
  dayOf,
  digests,
  insertProduct,
  insertSales,
  now,
  runBacktest,
  runLive,
  sale,
  shopAtNow,
  variant,
  watchDecide,
  weekMs,
} from "#tests/workers/past-harness.ts";
import { offerOf } from "./snapshot.fixture.ts";

const kept = 24;

beforeEach(async () => {
  await shopAtNow(now - kept * dayMs);
  const sales = Array.from({ length: 200 }, (_, at) => 200 - at).flatMap((back) => {
    // More and more of one, ever the same of the other.
    const units = Math.round(2 + (200 - back) / 15);
    return [
      ...Array.from({ length: units }, (_, n) => sale(`a-${back}-${n}`, 1, now - back * dayMs, 995)),
      sale(`b-${back}`, 2, now - back * dayMs, 1_200, 4),
    ];
  });
  const closes = Array.from({ length: kept }, (_, at) => dayOf(now - (at + 1) * dayMs)).flatMap((day) => [
    { variant: variant(1), day, price: 995 },
    { variant: variant(2), day, price: 1_200 },
  ]);
  await env.DB.batch([
    ...insertProduct(1, "White hanging heart t-light holder", 995, 300),
    ...insertProduct(2, "Metal lunch box", 1_200, 400),
    ...insertSales(sales),
    env.DB.prepare(
      `INSERT INTO variant_days (variant_id, day, available, price_minor, low_minor)
       SELECT value->>'variant', value->>'day', 10, value->>'price', value->>'price' FROM json_each(?1)`,
    ).bind(JSON.stringify(closes)),
    ...offers("heart", 200),
    ...offers("box", 900, "Lunch box of metal"),
  ]);
});

afterEach(backToRealTime);

/** An offer seen every day since the import. */
function offers(
  reference: string,
  costMinor: number,
  title = "Hanging heart candle holder, glass",
): D1PreparedStatement[] {
  const offer = offerOf(reference, { costMinor, title });
  const days = Array.from({ length: kept }, (_, at) => dayOf(now - at * dayMs));
  return [
    env.DB.prepare(
      `INSERT INTO candidates (id, supplier, reference, title, currency, cost_minor, offer, first_seen_at, last_seen_at, quoted_at)
       VALUES (?1, 'feed', ?2, ?3, 'GBP', ?4, ?5, ?6, ?7, ?6)`,
    ).bind(
      `feed:${reference}`,
      reference,
      title,
      costMinor,
      JSON.stringify(offer),
      now - kept * dayMs,
      now - 3_600_000,
    ),
    env.DB.prepare(
      `INSERT INTO candidate_days (candidate_id, day, cost_minor, currency, stock, sellers, shipping_minor, ship_days_low, ship_days_high, rating, votes)
       SELECT ?1, value, ?2, 'GBP', 400, 20, 150, 5, 9, 4.6, 80 FROM json_each(?3)`,
    ).bind(`feed:${reference}`, costMinor, JSON.stringify(days)),
  ];
}

it("sees trends in every week and offers where they were kept; before that it says that nobody knows", async () => {
  const result = await runBacktest(ProductResearch);
  expect(result).toMatchObject({ status: "finished", weeks: 29 });
  // Three weeks since the import have offers of the day before; before it only the shop's own sales speak.
  const drafted = result.byWeek.filter(({ proposed }) => proposed > 0).map(({ week }) => week);
  expect(drafted).toEqual([1, 2, 3]);
  expect(result.byWeek[10]?.measures).toMatchObject({ "trends tested": 2, rising: 1 });
  expect(result.unanswered).toMatchObject([
    { kind: "product.draft", code: "before-import", weeks: 25 },
    { kind: "product.publish", code: "before-import", weeks: 25 },
  ]);
});

it("knows no byte of a future spike, offer or price in any earlier decision", async () => {
  await runBacktest(ProductResearch);
  const [later, earlier] = [await digests(0, 1), await digests(2, 3)];
  expect(earlier).toHaveLength(2);
  const spikeAt = now - 2 * weekMs + 3_600_000;
  const cheap = JSON.stringify(offerOf("heart", { costMinor: 1, rating: 1, shippingMinor: 9_000 }));
  await env.DB.batch([
    ...insertSales([sale("spike", 1, spikeAt, 995, 900), sale("spike-b", 2, now - 9 * dayMs, 1_200, 4_000)]),
    env.DB.prepare("UPDATE variant_days SET price_minor = 5_000 WHERE day >= ?1").bind(dayOf(spikeAt)),
    env.DB.prepare("UPDATE variants SET price_minor = 5_000"),
    env.DB.prepare(
      "UPDATE candidates SET offer = ?1, cost_minor = 1, last_seen_at = ?2, quoted_at = ?2 WHERE id = 'feed:heart'",
    ).bind(cheap, now - 1),
    env.DB.prepare(
      "UPDATE candidate_days SET cost_minor = 1, shipping_minor = 9_000, rating = 1, stock = 0 WHERE day >= ?1",
    ).bind(dayOf(spikeAt)),
    ...offers("new", 100, "Another hanging heart holder").slice(0, 1),
    env.DB.prepare("UPDATE candidates SET first_seen_at = ?1 WHERE id = 'feed:new'").bind(spikeAt),
    env.DB.prepare(
      `INSERT INTO actions (id, agent, kind, target, title, intent, basis, status, effect, group_key, run_id, payload, reasons, currency, proposed_at, expires_at, decided_at, updated_at)
       VALUES ('a', 'product-research', 'product.draft', 'feed:heart', 't', 'draft', 'b', 'applied', 'delta', 'g', 'r', '{}', '[]', 'GBP', ?1, ?1, ?1, ?1)`,
    ).bind(spikeAt),
  ]);
  await runBacktest(ProductResearch);
  expect(await digests(2, 3)).toEqual(earlier);
  expect(await digests(0, 1)).not.toEqual(later);
});

const list = `reference,title,cost,currency,shipping,ship_days,stock,category,rating,reviews,sellers
heart,"Hanging heart candle holder, glass",2.00,GBP,1.50,5-9,400,Home,4.6,80,20
box,Lunch box of metal,9.00,GBP,1.50,5-9,400,Home,4.6,80,20`;

it("concludes at the newest instant what the live agent concludes from the same offers", async () => {
  const feed = { SUPPLIER_FEED_URL: "http://127.0.0.1:9/list.csv" };
  const fetched = vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response(list));
  const seen = watchDecide(ProductResearch);
  await runLive(ProductResearch, "30 * * * *", feed);
  const live = seen();
  const asked = fetched.mock.calls.length;
  expect(asked).toBeGreaterThan(0);
  // Trends are counted again, not read from what the live run left.
  await env.DB.prepare("DELETE FROM trends").run();
  await runBacktest(ProductResearch, { from: dayOf(now), to: dayOf(now) }, feed);
  const replayed = seen();
  expect(live.decisions.length).toBeGreaterThan(0);
  expect(replayed.decisions).toEqual(live.decisions);
  // The live run asked its suppliers in between; its scores were written after it had judged.
  const judged = (snapshots: string[]) =>
    snapshots.map((snapshot) => snapshot.replaceAll(/"previousScore":[^,}]+/g, ""));
  expect(judged(replayed.snapshots)).toEqual(
    [live.snapshots.at(0), live.snapshots.at(-1)].flatMap((snapshot) => judged([snapshot ?? ""])),
  );
  // Nobody outside was asked again.
  expect(fetched.mock.calls).toHaveLength(asked);
});
