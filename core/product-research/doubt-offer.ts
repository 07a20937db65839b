export interface OfferFigures {
  readonly costMinor: number;
  readonly currency: string;
}

/** A cost that is this many times the last believed one, or a part of it as small, is a mistake until it goes away. */
export const LARGEST_JUMP = 10;
/** Share of doubtful offers from which nothing of the whole answer is believed. */
export const MOST_DOUBTFUL = 0.1;
const LARGEST_COST_MINOR = 1_000_000_000;

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
  const times = costMinor / last.costMinor;
  if (times >= LARGEST_JUMP || times <= 1 / LARGEST_JUMP)
    return `its cost went from ${last.costMinor} to ${costMinor} minor units at once`;
  return null;
}

/** Whether so much of an answer is doubtful that the rest of it deserves no trust either. */
export function doubtSource(doubtful: number, offers: number): boolean {
  return doubtful > 0 && doubtful > MOST_DOUBTFUL * offers;
}
