import type { Decided, Notice } from "#agent-kit/definition.ts";
import {
  type DoubtedCost,
  doubtAgain,
  doubtOffer,
  doubtSource,
  hasLasted,
  jumped,
} from "#core/product-research/doubt-offer.ts";
import type { Offer } from "#integrations/supplier/offer.ts";
import type { Knowledge } from "./knowledge.ts";
import type { KnownOffer, ResearchSnapshot, SupplierStatus } from "./snapshot.ts";

/** Which of a supplier's offers are believed. A supplier that failed, or talks nonsense, costs nothing but itself. */
export function judgeSupplier(
  snapshot: Extract<ResearchSnapshot, { phase: "supplier" }>,
  now: number,
): Decided<Knowledge> {
  const { supplier, page, answer, shop, evidence } = snapshot;
  const kept = { kind: "supplier" as const, supplier, page, evidence: evidence.level, day: shop.day };
  if (!answer.ok) {
    const { status, detail } = answer;
    return {
      decisions: [],
      measures: { [`supplier ${supplier}`]: `${status}: ${detail}` },
      notices: status === "not-configured" ? [] : [notice(supplier, status, detail, shop.day)],
      knowledge: { ...kept, status, detail, believed: [], doubted: [], offers: 0 },
    };
  }
  const known = new Map(snapshot.known.map((held) => [held.reference, held]));
  const doubted: { reference: string; why: string; cost?: DoubtedCost }[] = [...answer.unreadable];
  const believed: { offer: Offer; quoted: boolean }[] = [];
  for (const each of answer.offers) {
    const last = known.get(each.reference) ?? null;
    // Against nothing known only what it says itself speaks: then the jump is all there is to doubt.
    const alone = doubtOffer(each, null) ?? doubtDetails(each);
    const cost = last && alone === null && jumped(each, last) ? doubtAgain(each, last.doubted ?? null, now) : undefined;
    const why = cost && hasLasted(cost, now) ? null : (doubtOffer(each, last) ?? alone);
    if (why === null) believed.push({ offer: withKnown(each, last), quoted: answer.quoted.includes(each.reference) });
    else doubted.push({ reference: each.reference, why, ...(cost && { cost }) });
  }
  const offers = answer.offers.length + answer.unreadable.length;
  const spoilt = doubtSource(doubted.length, offers);
  const status: SupplierStatus = spoilt ? "doubted" : "ok";
  const first = doubted[0];
  const detail = first
    ? `${doubted.length} of ${offers} offers are not believed, the first (${first.reference}) because ${first.why}`
    : answer.observed !== null
      ? `${answer.observed} products of the shop are its`
      : `${offers} offers`;
  return {
    decisions: [],
    measures: {
      [`supplier ${supplier}`]: spoilt ? `doubted: ${detail}` : detail,
      [`offers ${supplier}`]: believed.length,
      [`doubted ${supplier}`]: doubted.length,
    },
    notices: spoilt ? [notice(supplier, status, detail, shop.day)] : [],
    knowledge: { ...kept, status, detail, believed: spoilt ? [] : believed, doubted, offers },
  };
}

function doubtDetails({ shippingMinor, variants }: Offer): string | null {
  if (shippingMinor !== null && !(Number.isSafeInteger(shippingMinor) && shippingMinor >= 0))
    return "its shipping is no price";
  const wrong = variants.find(({ costMinor }) => !(Number.isSafeInteger(costMinor) && costMinor > 0));
  return wrong ? `its variant ${wrong.reference} has no price` : null;
}

/** A search says less than an earlier look at the product did: what it leaves out stays. */
function withKnown(seen: Offer, last: KnownOffer | null): Offer {
  if (last === null) return seen;
  const { offer: held } = last;
  return {
    ...seen,
    shippingMinor: seen.shippingMinor ?? held.shippingMinor,
    shipDaysLow: seen.shipDaysLow ?? held.shipDaysLow,
    shipDaysHigh: seen.shipDaysHigh ?? held.shipDaysHigh,
    description: seen.description ?? held.description,
    suggestedRetailMinor: seen.suggestedRetailMinor ?? held.suggestedRetailMinor,
    images: seen.images.length > 0 ? seen.images : held.images,
    variants: seen.variants.length > 0 ? seen.variants : held.variants,
  };
}

const words: Record<string, string> = {
  down: "is down",
  slow: "is too slow to wait for",
  "out-of-points": "has no more calls left for us now",
  refused: "refused us",
  doubted: "sends figures that cannot be right",
};

function notice(supplier: string, status: SupplierStatus, detail: string, day: string): Notice {
  return {
    id: `supplier ${supplier} ${status} ${day}`,
    level: "warning",
    title: `The supplier ${supplier} ${words[status] ?? status}`,
    body: `${detail}. Nothing is proposed from it until it answers well again.`,
  };
}
