export interface OfferFigures {
  readonly costMinor: number;
  readonly currency: string;
}

/** A cost that is this many times the last believed one, or a part of it as small, is a mistake until it goes away or lasts. */
export const LARGEST_JUMP = 10;
/** So many looks must have found the jumped cost, over at least so many days: a feed's mistake is mended within a week. */
export const LOOKS_TO_LAST = 7;
export const DAYS_TO_LAST = 7;
/** Share of itself by which a cost that stands may move. */
export const STANDS_WITHIN = 0.05;
/** Share of doubtful offers from which nothing of the whole answer is believed. */
export const MOST_DOUBTFUL = 0.1;
const LARGEST_COST_MINOR = 1_000_000_000;

/** A cost doubted for its jump alone: what it was at first, the ms of the first look that found it, and how many have. */
export interface DoubtedCost extends OfferFigures {
  readonly since: number;
  readonly looks: number;
}

/** What is known of a jumped cost after this look; one that moved since the first, or is of another currency, begins anew. */
export function doubtAgain(offer: OfferFigures, held: DoubtedCost | null, now: number): DoubtedCost {
  const { costMinor, currency } = offer;
  const stands =
    held !== null &&
    held.currency === currency &&
    Math.abs(costMinor - held.costMinor) <= STANDS_WITHIN * held.costMinor;
  return stands ? { ...held, looks: held.looks + 1 } : { costMinor, currency, since: now, looks: 1 };
}

/** Whether a jumped cost has stood for so long that it is the price. */
export function hasLasted({ since, looks }: DoubtedCost, now: number): boolean {
  return looks >= LOOKS_TO_LAST && now - since >= DAYS_TO_LAST * 86_400_000;
}

/** Why an offer is not to be believed, beside what was last believed of it; null when nothing speaks against it. */
export function doubtOffer(offer: OfferFigures, last: OfferFigures | null): string | null {
  const { costMinor, currency } = offer;
  if (!Number.isSafeInteger(costMinor)) return "its cost is no number";
  if (costMinor === 0) return "it costs nothing";
  if (costMinor < 0) return "its cost is negative";
  if (costMinor > LARGEST_COST_MINOR) return "its cost is beyond anything sold";
  if (!/^[A-Z]{3}$/.test(currency)) return "its currency is none";
  if (last === null) return null;
  if (last.currency !== currency) return `its currency went from ${last.currency} to ${currency}`;
  if (jumped(offer, last)) return `its cost went from ${last.costMinor} to ${costMinor} minor units at once`;
  return null;
}

/** Whether the cost is far from the last believed one of the same currency. */
export function jumped(offer: OfferFigures, last: OfferFigures): boolean {
  const times = offer.costMinor / last.costMinor;
  return last.currency === offer.currency && (times >= LARGEST_JUMP || times <= 1 / LARGEST_JUMP);
}

/** Whether so much of an answer is doubtful that the rest of it deserves no trust either. */
export function doubtSource(doubtful: number, offers: number): boolean {
  return doubtful > 0 && doubtful > MOST_DOUBTFUL * offers;
}
