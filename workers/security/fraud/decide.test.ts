import { describe, expect, it } from "vitest";
import { startingWeights } from "#core/risk/weights.ts";
import { weightsPayload } from "../actions/risk-weights.ts";
import { decideFraud } from "./decide.ts";
import { fraudSettings } from "./settings.ts";
import { fraudSnapshot, lessons, noon, orderToScore, sighting } from "./snapshot.fixture.ts";
import type { FraudSnapshot } from "./snapshot.ts";

const settings = fraudSettings.parse({});
const decided = (about: Partial<FraudSnapshot>) => decideFraud(fraudSnapshot(about), settings, noon);
const minute = 60_000;

describe("scoring", () => {
  it("lists an order worth a look with its reasons and what each choice would cost, and lets a plain one pass", () => {
    const { knowledge, measures, decisions } = decided({
      orders: [orderToScore(1, { avs: "mismatch", cvv: "mismatch", proxyOrHosting: true }), orderToScore(2)],
    });
    const [suspect, plain] = knowledge!.scored;
    expect(suspect!.choice.decision).toBe("review");
    expect(suspect!.choice.expectedMinor.review).toBeLessThan(suspect!.choice.expectedMinor.pass);
    expect(suspect!.scored.reasons.map(({ code }) => code)).toEqual(["cvv-mismatch", "avs-mismatch", "proxy"]);
    expect(plain!.choice.decision).toBe("pass");
    expect(measures).toMatchObject({ "fraud-orders-scored": 2, "fraud-orders-queued": 1 });
    // Holding is fulfilment's alone.
    expect(decisions).toEqual([]);
  });

  it("sees a burst within one chunk: earlier orders of it are the later ones' past", () => {
    const orders = [0, 1, 2, 3].map((i) =>
      orderToScore(i, {}, { at: noon + i * minute, keys: { ip: "net", card: `card-${i}` } }),
    );
    const { knowledge, notices } = decided({ orders: orders.toReversed() });
    const cards = knowledge!.scored.map(({ features }) => features.ipOtherCards10min);
    expect(cards).toEqual([3, 2, 1, 0]);
    expect(knowledge!.scored[0]!.velocity.ip).toEqual({ "10min": 3, "1h": 3, "24h": 3, "30d": 3 });
    expect(notices).toMatchObject([{ level: "critical", title: expect.stringContaining("stolen cards") }]);
  });

  it("tells of an order better refused than sent, with what is at stake", () => {
    const all = { avs: "mismatch", cvv: "mismatch", platformRisk: "high", proxyOrHosting: true } as const;
    const { notices, knowledge } = decided({ orders: [orderToScore(7, all), orderToScore(8)] });
    expect(knowledge!.scored[0]!.choice.decision).toBe("decline");
    expect(notices).toEqual([
      expect.objectContaining({
        id: "likely-fraud:gid://shopify/Order/7",
        title: "Order #7 looks like fraud",
        body: expect.stringContaining("£135.00 are at stake. The store's platform sees a high risk;"),
      }),
    ]);
  });

  it("remembers frauds by what they share", () => {
    const outcome = { fraud: true, knownAt: noon - 1 };
    const past = [sighting({ order: "old", at: noon - 30 * 1_440 * minute, keys: { address: "drop" }, outcome })];
    const { knowledge } = decided({ orders: [orderToScore(1, {}, { keys: { address: "drop" } })], past });
    expect(knowledge!.scored[0]!.scored.reasons[0]).toMatchObject({ code: "linked-fraud" });
  });

  it("scores by the weights in force", () => {
    const weights = { ...startingWeights, version: 4, weights: { ...startingWeights.weights, proxy: 0 } };
    const { knowledge } = decided({ orders: [orderToScore(1, { proxyOrHosting: true })], weights });
    expect(knowledge!.scored[0]).toMatchObject({ weightsVersion: 4, scored: { score: expect.closeTo(0.007) } });
  });
});

describe("learning", () => {
  it("proposes new weights where they would have judged later orders better, and says what moved", () => {
    const { decisions, measures } = decided({ lessons: lessons() });
    expect(decisions).toHaveLength(1);
    const [{ payload, reasons, impactMinor }] = decisions as [(typeof decisions)[0]];
    const { document, basedOn } = weightsPayload.parse(payload);
    expect(basedOn).toBe(0);
    expect(document.weights.night).toBeGreaterThan(startingWeights.weights.night + 0.5);
    expect(document.weights["cvv-mismatch"]).toBeLessThan(startingWeights.weights["cvv-mismatch"]);
    expect(document.weights["ip-far"]).toBeCloseTo(startingWeights.weights["ip-far"], 6);
    expect(impactMinor).toBeGreaterThan(0);
    expect(reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["learnt", "tried-on-later-orders", "weight-night"]),
    );
    expect(measures["fraud-log-loss-refitted"]).toBeLessThan(Number(measures["fraud-log-loss"]));
  });

  it("proposes nothing once they are in force", () => {
    const [first] = decided({ lessons: lessons() }).decisions;
    const { document } = weightsPayload.parse(first!.payload);
    const weights = { ...startingWeights, ...document, version: 1 } as typeof startingWeights;
    const again = decided({ lessons: lessons(), weights }).decisions;
    expect(again.every(({ impactMinor }) => impactMinor < first!.impactMinor / 4)).toBe(true);
  });

  it("keeps the weights while few frauds are known, and measures all the same", () => {
    const few = lessons(200).map((each, i) => ({ ...each, fraud: i === 60 }));
    const { decisions, knowledge } = decided({ lessons: few });
    expect(decisions).toEqual([]);
    expect(knowledge!.months!.reduce((sum, { orders }) => sum + orders, 0)).toBe(200);
  });

  it("measures months by what is known of them: an order nobody spoke of is none of them", () => {
    const open = lessons(300).map((each, i) => ({ ...each, fraud: i < 150 ? each.fraud : null }));
    const months = decided({ lessons: open }).knowledge!.months!;
    expect(months.reduce((sum, { orders }) => sum + orders, 0)).toBe(150);
    expect(months[0]).toMatchObject({ month: expect.stringMatching(/^2026-\d\d$/), brier: expect.any(Number) });
    expect(months.every(({ reliability }) => reliability.length > 0)).toBe(true);
  });
});
