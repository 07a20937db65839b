import { expect, it } from "vitest";
import { KitError } from "#agent-kit/errors.ts";
import { DEFAULT_WEIGHTS } from "#core/product-research/opportunity-score.ts";
import { heldCodes, heldWords } from "#schemas/api/held-words.ts";
import { marginLeft } from "./actions/draft-payload.ts";
import { decide } from "./decide.ts";
import { soldGrowth } from "./evidence.ts";
import type { ScoredCandidate } from "./knowledge.ts";
import { productResearchSettings } from "./settings.ts";
import { candidateOf, conclusion, now, offerOf, shop } from "./snapshot.fixture.ts";
import type { SupplierStatus } from "./snapshot.ts";
import { failureOf } from "./supplier-failure.ts";
import { trendOf, weeksOf } from "./trend.ts";

const settings = productResearchSettings.parse({});

function concluded(change: Parameters<typeof conclusion>[0] = {}, over: object = {}) {
  const decided = decide(conclusion(change), productResearchSettings.parse(over), now);
  const scores = decided.knowledge?.kind === "scores" ? decided.knowledge.scores : [];
  return { ...decided, score: (id: string): ScoredCandidate => scores.find((each) => each.id === `feed:${id}`)! };
}

it("proposes the offer that is like what sells more and more, with the source of every part", () => {
  const { decisions, score } = concluded();
  expect(decisions.map(({ kind, target }) => [kind, target])).toEqual([["product.draft", "feed:heart"]]);
  const [draft] = decisions;
  expect(draft).toMatchObject({ intent: "draft", currency: "GBP", after: { status: "DRAFT", priceMinor: 995 } });
  expect(draft!.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(["margin", "source-trend", "unknown"]));
  expect(draft!.reasons.find(({ code }) => code === "growth")?.text).toMatch(/White hanging heart.* sell 65 % more/);
  const { parts, missing } = score("heart").opportunity;
  expect(missing).toEqual(["supplierReliability"]);
  for (const part of parts)
    expect(part).toMatchObject({ source: expect.stringMatching(/feed|shop/), ageDays: expect.any(Number) });
  expect(parts.find(({ part }) => part === "trend")).toMatchObject({ value: 0.4, quality: "estimated" });
  expect(score("heart").classic).toMatchObject({ parts: { shipping: 70, reliability: 95 } });
});

it("reckons the margin after tax, fee, goods and shipping", () => {
  const { money, opportunity } = concluded().score("heart");
  const net = 995 / 1.2;
  const left = net - 0.015 * 995 - 200 - 150;
  expect(money).toMatchObject({
    priceMinor: 995,
    costMinor: 200,
    shippingMinor: 150,
    contributionMinor: Math.round(left),
  });
  expect(opportunity.parts.find(({ part }) => part === "netMargin")?.value).toBeCloseTo(left / net, 12);
});

it("has no number where a source has none: no likeness, no rate, no shipping", () => {
  const { decisions, score, measures } = concluded({
    candidates: [
      candidateOf("robot", { title: "Window cleaning robot" }),
      candidateOf("dollars", { currency: "USD" }),
      candidateOf("unquoted", { shippingMinor: null }),
    ],
  });
  expect(decisions).toEqual([]);
  expect(score("robot").opportunity).toMatchObject({ score: null });
  expect(score("robot").opportunity.missing).toEqual(expect.arrayContaining(["trend", "demand", "netMargin"]));
  for (const id of ["dollars", "unquoted"]) expect(score(id)).toMatchObject({ money: null, held: "unknown-netMargin" });
  expect(measures).toMatchObject({ [`not proposed: ${heldWords("unknown-netMargin")}`]: 3 });
});

it("turns another currency with the owner's rate and says that it did", () => {
  const { score } = concluded(
    { candidates: [candidateOf("heart", { currency: "USD" })] },
    { exchangeRates: { USD: 0.8 } },
  );
  expect(score("heart").money).toMatchObject({ costMinor: 160, shippingMinor: 120 });
  expect(score("heart").opportunity.parts[0]?.source).toContain("exchange rate: settings");
});

it("leaves out what the shop has, what is sold out, what is drafted already and what leaves too little", () => {
  const { decisions, score } = concluded({
    candidates: [
      candidateOf("same", { title: "T-light holder heart, white, hanging" }),
      candidateOf("gone", { stock: 0 }),
      candidateOf("done"),
      candidateOf("dear", { costMinor: 600 }),
    ],
    drafted: ["feed:done"],
  });
  expect(decisions).toEqual([]);
  expect(score("same")).toMatchObject({ held: "duplicate", duplicateOf: { id: "gid://shopify/Product/1" } });
  expect(["gone", "done", "dear"].map((id) => score(id).held)).toEqual(["sold-out", "drafted", "margin"]);
});

it.each(["down", "slow", "out-of-points", "refused", "doubted", "not-configured"] as const)(
  "proposes nothing from a supplier that is %s",
  (status) => {
    const { decisions, score } = concluded({ suppliers: [{ id: "feed", status, detail: "x" }] });
    expect(decisions).toEqual([]);
    expect(score("heart").held).toBe(`supplier-${status}`);
  },
);

it("says what rises, and only what is more than chance among all that was tested", () => {
  const { notices, measures } = concluded();
  expect(measures).toMatchObject({ "trends tested": 40, rising: 1, falling: 0 });
  expect(notices).toMatchObject([{ level: "info", body: expect.stringContaining("White hanging heart") }]);
});

it("does not believe an offer that costs nothing, less than nothing, a hundred times more, or other money", () => {
  const offers = [
    offerOf("fine", { costMinor: 210 }),
    ...["a", "b", "c", "d", "e", "f", "g", "h", "i"].map((name) => offerOf(name)),
    offerOf("jump", { costMinor: 20_000 }),
  ];
  const known = ["fine", "jump"].map((reference) => ({
    reference,
    costMinor: 200,
    currency: "GBP",
    offer: offerOf(reference),
  }));
  const evidence = { level: "documented" as const, source: "x", date: "2026-11-22" };
  const judge = (given: typeof offers) =>
    decide(
      {
        phase: "supplier",
        shop,
        supplier: "feed",
        page: 0,
        evidence,
        known,
        answer: { ok: true, offers: given, quoted: [], unreadable: [], observed: null },
      },
      settings,
      now,
    );
  const once = judge(offers);
  expect(once.knowledge).toMatchObject({
    status: "ok",
    doubted: [{ reference: "jump", why: expect.stringContaining("200 to 20000") }],
  });
  expect(once.notices).toEqual([]);
  for (const nonsense of [
    { costMinor: 0 },
    { costMinor: -5 },
    { currency: "USD" },
    { costMinor: 20_000 },
    { shippingMinor: -1 },
  ]) {
    const all = judge([offerOf("fine", nonsense), offerOf("jump", nonsense)]);
    expect(all.knowledge).toMatchObject({ status: "doubted", believed: [] });
    expect(all.notices).toMatchObject([{ level: "warning", title: expect.stringContaining("cannot be right") }]);
    expect(all.decisions).toEqual([]);
  }
});

it("keeps what an earlier, closer look told when a search says less", () => {
  const evidence = { level: "documented" as const, source: "x", date: "2026-11-22" };
  const known = [
    { reference: "heart", costMinor: 200, currency: "GBP", offer: offerOf("heart", { shippingMinor: 99 }) },
  ];
  const answer = {
    ok: true as const,
    offers: [offerOf("heart", { shippingMinor: null })],
    quoted: [],
    unreadable: [],
    observed: null,
  };
  const { knowledge } = decide(
    { phase: "supplier", shop, supplier: "feed", page: 0, evidence, known, answer },
    settings,
    now,
  );
  expect(knowledge).toMatchObject({ believed: [{ offer: { shippingMinor: 99 }, quoted: false }] });
});

it("prices dearer variants up, so that none is sold below the margin", () => {
  const variants = [
    { reference: "v1", sku: "S", title: "Small", costMinor: 200 },
    { reference: "v2", sku: null, title: "Large", costMinor: 400 },
  ];
  const { decisions } = concluded({
    candidates: [candidateOf("heart", { variants }), ...conclusion().candidates.slice(1)],
  });
  const payload = decisions[0]!.payload as unknown as Parameters<typeof marginLeft>[0];
  expect(payload.variants.map(({ priceMinor, sku }) => [priceMinor, sku])).toEqual([
    [995, "S"],
    [1_990, "feed-v2"],
  ]);
  for (const variant of payload.variants) expect(marginLeft(payload, variant)).toBeGreaterThanOrEqual(0.25);
});

it("tells when a watched candidate's score moved, and only then", () => {
  const told = (also: Parameters<typeof candidateOf>[2]) =>
    concluded({ candidates: [candidateOf("heart", {}, also), ...conclusion().candidates.slice(1)] }).notices;
  const before = concluded().score("heart").opportunity.score!;
  expect(told({ watched: true, previousScore: before - 20 })).toMatchObject([
    {},
    { title: expect.stringContaining("watch list") },
  ]);
  expect(told({ watched: true, previousScore: before - 5 })).toHaveLength(1);
  expect(told({ watched: false, previousScore: before - 20 })).toHaveLength(1);
});

it("calls what a double's suppliers say generated", () => {
  const { decisions } = concluded({ shop: { ...shop, sandbox: true } });
  expect(decisions[0]?.provenance).toMatchObject({
    netMargin: "generated",
    competition: "generated",
    trend: "estimated",
  });
});

it.each([
  ["timeout", "slow"],
  ["out-of-points", "out-of-points"],
  ["budget-wait", "out-of-points"],
  ["unauthorised", "refused"],
  ["not-configured", "not-configured"],
  ["vendor-unavailable", "down"],
  ["breaker-open", "down"],
  ["anything else", "down"],
] as const)("calls a supplier that fails with %s %s", (code, status) => {
  expect(failureOf(new KitError({ code, message: "It said so." }))).toEqual({ status, detail: "It said so" });
});

it("asks whether a waiting draft goes on sale", () => {
  const waiting = [{ productId: "gid://shopify/Product/9", title: "Heart", supplierTarget: "feed:heart" }];
  const { decisions } = concluded({ candidates: [], waiting });
  expect(decisions).toMatchObject([
    {
      kind: "product.publish",
      before: { status: "DRAFT", published: false },
      after: { status: "ACTIVE", published: true },
    },
  ]);
});

it("counts whole weeks from the first sale on, and calls too short a past no trend", () => {
  expect(weeksOf([0, 0, 0, ...Array.from({ length: 16 }, () => 1)])).toEqual([7, 7]);
  expect(weeksOf([0, 0])).toEqual([]);
  expect(trendOf({ variantId: "v", weekly: [1, 2, 3, 4] })).toBeNull();
  expect(trendOf({ variantId: "v", weekly: [1, 2, 3, 4, 5, 6] })).toMatchObject({ p: 1, direction: 1 });
  const grown = trendOf({ variantId: "v", weekly: [10, 10, 10, 10, 10, 10, 10, 10, 20, 20, 20, 20] });
  expect(grown?.score).toBeCloseTo(Math.log(85 / 45), 12);
  expect(grown?.lower).toBeCloseTo(Math.log(85 / 45) - Math.sqrt(1 / 85 + 1 / 85), 12);
});

it("reads a supplier's own growth from its running total", () => {
  const sold = Array.from({ length: 13 }, (_, week): [string, number] => [
    new Date(Date.UTC(2026, 7, 1) + week * 7 * 86_400_000).toISOString().slice(0, 10),
    week <= 8 ? 10 * week : 80 + 30 * (week - 8),
  ]);
  expect(soldGrowth({ sold })?.score).toBeCloseTo(Math.log(125 / 45), 12);
  expect(soldGrowth({ sold: sold.slice(0, 5) })).toBeNull();
});

it("has words for everything that keeps an offer away", () => {
  const missing = Object.keys(DEFAULT_WEIGHTS).map((part) => `unknown-${part}`);
  const standings: SupplierStatus[] = ["down", "slow", "out-of-points", "refused", "doubted", "not-configured"];
  for (const code of [...missing, ...standings.map((status) => `supplier-${status}`)])
    expect(heldCodes).toContain(code);
  for (const code of heldCodes) expect(heldWords(code)).not.toMatch(/[A-Z]|-/);
  expect(heldWords("brand-new")).toBe("brand new");
});
