import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { demandSeries } from "#agent-kit/mirror/series.ts";
import { dayFromNumber } from "#core/time/day.ts";
import { classCuts, classOf, cutsOf } from "./class-cuts.ts";

const today = 20_779;

beforeEach(() => env.DB.prepare("DELETE FROM order_lines").run());

async function sell(variant: string | null, unitPriceMinor: number, daysAgo: number): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO order_lines (id, order_id, variant_id, day, quantity, current_quantity, unit_price_minor) VALUES (?1, 'o', ?2, ?3, 1, 1, ?4)`,
  )
    .bind(`${variant} ${daysAgo}`, variant, dayFromNumber(today - daysAgo), unitPriceMinor)
    .run();
}

/** Each variant's class, as a chunk of the agent would tell it. */
async function classes(...variants: string[]): Promise<string> {
  const { results } = await classCuts(env.DB, today).all();
  const shop = { currency: "GBP", taxesIncluded: true, discountShare: 0, today, classCuts: cutsOf(results) };
  const series = await demandSeries(env.DB, variants, { through: dayFromNumber(today - 1) });
  return variants.map((id) => classOf(series.get(id)!, shop)).join("");
}

it("cuts at 80 and 95 % of the year's revenue", async () => {
  for (const [variant, minor] of Object.entries({ a: 500, b: 300, c: 150, d: 30, e: 20 }))
    await sell(variant, minor, 9);
  expect(await classes("a", "b", "c", "d", "e")).toBe("AABCC");
});

it("judges a variant by the days the cuts are made on, whatever it sold before them", async () => {
  await sell("has been", 9_000, 372);
  await sell("has been", 10, 371);
  await sell("sells", 900, 371);
  await sell("sells too", 95, 1);
  await sell("of today", 9_000, 0);
  await sell("of today", 5, 1);
  expect(await classes("sells", "sells too", "has been", "of today")).toBe("ABCC");
});

it("puts one variant that makes nearly all revenue into A, and the others not", async () => {
  await sell("all", 970, 9);
  await sell("rest", 30, 9);
  expect(await classes("all", "rest")).toBe("AC");
});

it("leaves out what was sold without a variant", async () => {
  await sell(null, 90_000, 9);
  await sell("all", 970, 9);
  await sell("rest", 30, 9);
  expect(await classes("all", "rest")).toBe("AC");
});
