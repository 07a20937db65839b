import { expect, it } from "vitest";
import { decide } from "./decide.ts";
import { bandOfTags, type PriceBand } from "./price-band.ts";
import { inventoryPricingSettings } from "./settings.ts";
import { snapshotOfOneSeller } from "./snapshot.fixture.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const dayMs = 86_400_000;
const settings = inventoryPricingSettings.parse({});

function decided(band: Partial<PriceBand> | null, tags: string[] = []) {
  const whole: PriceBand | null = band && {
    lowMinor: null,
    highMinor: null,
    kind: "observed",
    source: "Rival",
    asOf: now - 3 * dayMs,
    ...band,
  };
  const pricing = { band: whole, tags, taggedAt: now - 40 * dayMs, fixed: [], createdAt: null };
  return decide(snapshotOfOneSeller({ pricing }), settings, now);
}

const priceOf = (made: ReturnType<typeof decided>) =>
  (made.decisions[0]?.payload as { priceMinor: number } | undefined)?.priceMinor;
const texts = (made: ReturnType<typeof decided>) => made.decisions[0]?.reasons.map(({ text }) => text).join("; ");

it("stops a raise at the upper end of what competitors ask, and says whose and how old", () => {
  expect(priceOf(decided(null))).toBeGreaterThan(1_250);
  const bound = decided({ highMinor: 1_250 });
  expect(priceOf(bound)).toBeLessThanOrEqual(1_250);
  expect(texts(bound)).toContain("Competitors' band up to £12.50 (Rival, 2026-11-19, 3 days old)");
  expect(bound.decisions[0]?.figures).toMatchObject({ bandHighMinor: 1_250 });
});

it("lets no competitor's price bind that is older than the owner allows, and says that it is too old", () => {
  const old = decided({ highMinor: 1_250, asOf: now - 15 * dayMs });
  expect(priceOf(old)).toBe(priceOf(decided(null)));
  expect(texts(old)).toContain("15 days old): too old, so it does not bind");
  expect(old.measures).toMatchObject({ "stale bands": 1 });
  expect(old.decisions[0]?.figures).not.toHaveProperty("bandHighMinor");
});

it("holds what was agreed with a brand however old it is, by no more than the largest move at a time", () => {
  const agreed = decided({ lowMinor: 2_000, kind: "agreed", asOf: now - 400 * dayMs });
  expect(priceOf(agreed)).toBe(1_320);
  expect(agreed.decisions[0]?.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(["under-band", "band"]));
});

it("keeps the net floor before a band that lies under it", () => {
  const { shop, variants } = snapshotOfOneSeller({ priceMinor: 400, lowest30DaysMinor: 400 });
  const band: PriceBand = { lowMinor: null, highMinor: 390, kind: "agreed", source: "Acme", asOf: now };
  const pricing = { band, tags: [], taggedAt: 0, fixed: [], createdAt: null };
  const made = decide(
    { phase: "variants", shop, variants: variants.map((each) => ({ ...each, pricing })), counts: [] },
    settings,
    now,
  );
  expect(priceOf(made)).toBe(433);
});

it("reads the lowest advertised price from a tag where nothing was entered", () => {
  expect(bandOfTags(["summer", "MAP: 12.99"], "map:", "GBP", 5)).toEqual({
    lowMinor: 1_299,
    highMinor: null,
    kind: "agreed",
    source: "tag MAP: 12.99",
    asOf: 5,
  });
  expect(bandOfTags(["map:cheap", "map:-3", "map:0"], "map:", "GBP", 5)).toBeNull();
  expect(bandOfTags(["map:12.99"], "", "GBP", 5)).toBeNull();
  expect(priceOf(decided(null, ["map:13.15"]))).toBeGreaterThanOrEqual(1_315);
  expect(priceOf(decided({ highMinor: 1_250 }, ["map:13.15"]))).toBeLessThanOrEqual(1_250);
});

it("says where a price is fixed and stays as it is", () => {
  const fixed = [{ list: "Trade EU", currency: "EUR", priceMinor: 990 }];
  const pricing = { band: null, tags: [], taggedAt: 0, fixed, createdAt: null };
  const made = decide(snapshotOfOneSeller({ pricing }), settings, now);
  expect(texts(made)).toContain("Stays €9.90 in Trade EU, where its price is fixed");
});
