import type { Decision } from "#agent-kit/definition.ts";
import { judge, type Policy } from "#core/ledger/policy.ts";
import { showMoney } from "#core/money/show-money.ts";
import { allowedCompareAtMinor } from "#core/pricing/compare-at.ts";
import { meetsNetFloor, netFloorMinor } from "#core/pricing/net-floor.ts";
import type { NetTerms } from "#core/pricing/net-money.ts";
import { weeklyGain } from "#core/pricing/weekly-gain.ts";
import { bandNow, bandText } from "../price-band.ts";
import type { InventoryPricingSettings } from "../settings.ts";
import type { Known, KnownVariant, Proposal } from "./known.ts";
import type { BatchRow } from "./wish.ts";

export interface JudgedWish {
  row: BatchRow;
  /** What to enter; null where it cannot be, or is a proposal already. */
  decision: Decision | null;
  verdict: object;
  /** Id of a proposal to take into the batch. */
  adopt: string | null;
}

const blank: Omit<BatchRow, "name"> = {
  variantId: null,
  title: null,
  actionId: null,
  beforeMinor: null,
  afterMinor: null,
  movePercent: null,
  impactMinor: null,
  moneyMinor: 0,
  policy: null,
  blocked: null,
  notes: [],
};

export function blockedWish(name: string, blocked: string, more: Partial<BatchRow> = {}): JudgedWish {
  return { row: { ...blank, name, ...more, blocked }, decision: null, verdict: {}, adopt: null };
}

/** One new price: what it would move and bring, what the policy says, and whether a floor or another action stops it. Pure. */
export function judgeWish(
  name: string,
  variant: KnownVariant,
  priceMinor: number,
  known: Known,
  settings: InventoryPricingSettings,
  title: string,
  now: number,
): JudgedWish {
  const { currency } = known;
  const money = (minor: number) => showMoney(minor, currency);
  const before = variant.priceMinor;
  const terms: NetTerms = {
    taxRate: settings.taxRate,
    taxIncluded: known.taxesIncluded,
    discountShare: known.discountShare,
    feeRate: settings.paymentFeeRate,
    returnShare: variant.returnShare,
  };
  const { costMinor, weeklyUnits, elasticity } = variant;
  const gain =
    costMinor === null || weeklyUnits === null || elasticity === null
      ? null
      : weeklyGain({ fromMinor: before, toMinor: priceMinor, costMinor, weeklyUnits }, elasticity, terms);
  const move = before > 0 ? (100 * (priceMinor - before)) / before : null;
  const moneyMinor = Math.round(Math.abs(priceMinor - before) * (weeklyUnits ?? 0));
  const compareAtMinor = allowedCompareAtMinor(variant.compareAtMinor, priceMinor, variant.lowest30DaysMinor);
  const notes: string[] = [];
  if (costMinor === null) notes.push("Its cost is unknown, so no margin can be checked");
  if (weeklyUnits === null) notes.push("There is no forecast of it yet, so no gain can be estimated");
  else if (elasticity === null)
    notes.push("How buyers answer to its price is not identified, so no gain can be estimated");
  if (move !== null && Math.abs(move) > 100 * settings.largestMove)
    notes.push(
      `Moves ${move.toFixed(1)} %; by itself the agent moves at most ${Math.round(100 * settings.largestMove)} %`,
    );
  const band = bandNow(variant.band, now, settings.bandStaleDays);
  if (band) {
    const { lowMinor, highMinor } = band.band;
    const outside = (lowMinor !== null && priceMinor < lowMinor) || (highMinor !== null && priceMinor > highMinor);
    if (outside || band.stale) notes.push(`${outside ? "Outside: " : ""}${bandText(band, currency)}`);
  }
  if (variant.compareAtMinor !== null && compareAtMinor !== variant.compareAtMinor)
    notes.push(
      compareAtMinor === null
        ? "The crossed-out price is taken away: it would not be a reduction on the last 30 days"
        : `The crossed-out price becomes ${money(compareAtMinor)}, the lowest of the last 30 days`,
    );
  if (variant.fixedIn.length > 0)
    notes.push(`Stays as it is in ${variant.fixedIn.join(", ")}, where its price is fixed`);
  const decision: Decision = {
    kind: "price.set",
    target: variant.id,
    title: variant.title,
    intent: `price ${priceMinor} in a batch`,
    basis: "batch",
    group: "batch",
    payload: {
      productId: variant.productId,
      variantId: variant.id,
      priceMinor,
      compareAtMinor,
      costMinor,
      weeklyUnits: weeklyUnits ?? 0,
      marginFloor: settings.marginFloor,
      terms: { ...terms },
    },
    before: { priceMinor: before, compareAtMinor: variant.compareAtMinor },
    after: { priceMinor, compareAtMinor },
    movePercent: move === null ? null : Math.round(move * 1_000) / 1_000,
    impactMinor: Math.round(gain?.gainMinor ?? 0),
    moneyMinor,
    currency,
    confidence: gain?.probability ?? 0,
    reasons: [
      { code: "batch", text: `${title}: ${money(before)} → ${money(priceMinor)}` },
      ...(gain ? [{ code: "gain", text: `Expected ${money(Math.round(gain.gainMinor))} of contribution a week` }] : []),
      ...notes.map((text) => ({ code: "note", text })),
    ],
    figures: { priceMinor: before, costMinor: costMinor ?? 0, weeklyUnits: weeklyUnits ?? 0 },
    provenance: {
      price: "measured",
      cost: variant.costGenerated ? "generated" : "measured",
      weeklyUnits: "estimated",
      elasticity: "estimated",
      tax: "assumed",
    },
  };
  const { policy, verdict } = policyOf(known.policy, decision);
  const row: BatchRow = {
    ...blank,
    name,
    variantId: variant.id,
    title: variant.title,
    beforeMinor: before,
    afterMinor: priceMinor,
    movePercent: decision.movePercent,
    impactMinor: gain === null ? null : decision.impactMinor,
    moneyMinor,
    policy,
    notes,
  };
  const blocked = blockedBecause(variant, priceMinor, settings, terms, policy, currency);
  return blocked === null
    ? { row, decision, verdict, adopt: null }
    : { row: { ...row, blocked }, decision: null, verdict, adopt: null };
}

function blockedBecause(
  variant: KnownVariant,
  priceMinor: number,
  { marginFloor }: InventoryPricingSettings,
  terms: NetTerms,
  policy: BatchRow["policy"],
  currency: string,
): string | null {
  const { costMinor, busy } = variant;
  if (priceMinor === variant.priceMinor) return "It has this price already";
  if (busy)
    return busy.batchId === null
      ? `Another change of it is ${busy.status}`
      : `It is ${busy.status} in another batch (${busy.batchId})`;
  if (policy?.verdict === "deny") return policy.reason;
  if (
    costMinor !== null &&
    priceMinor < variant.priceMinor &&
    !meetsNetFloor(priceMinor, costMinor, marginFloor, terms)
  ) {
    const floor = netFloorMinor(costMinor, marginFloor, terms);
    return floor === null
      ? "At these fees no price keeps the margin"
      : `Under the net floor of ${showMoney(floor, currency)}`;
  }
  return null;
}

/** A proposal there is already: taken in as it stands. */
export function judgeProposal(id: string, proposal: Proposal | undefined, policy: Policy): JudgedWish {
  if (!proposal) return blockedWish(id, "There is no such price proposal");
  const { variantId, title, before, after, movePercent, impactMinor, moneyMinor } = proposal;
  const said = policyOf(policy, { kind: "price.set", ...proposal }).policy;
  const row = {
    variantId,
    title,
    beforeMinor: before,
    afterMinor: after,
    movePercent,
    impactMinor,
    moneyMinor,
    policy: said,
  };
  if (proposal.status !== "proposed")
    return blockedWish(id, `It is ${proposal.status}: only what waits can be taken in`, row);
  if (proposal.batchId !== null) return blockedWish(id, `It is in another batch (${proposal.batchId})`, row);
  return { row: { ...blank, name: id, ...row, actionId: id }, decision: null, verdict: {}, adopt: id };
}

const words = { approved: "auto", proposed: "ask", denied: "deny", shadow: "ask" } as const;

/** The policy's own words, as if the agent wished it in auto. */
function policyOf(policy: Policy, decision: Parameters<typeof judge>[1]) {
  const verdict = judge(policy, decision, "auto");
  return { verdict, policy: { verdict: words[verdict.status], reason: verdict.reason } };
}
