/** Why an offer is not proposed, in a shop owner's words, by the code product research keeps for it. */
const words: Readonly<Record<string, string>> = {
  drafted: "a draft of it was already made",
  duplicate: "the shop already sells it",
  "sold-out": "the supplier has none left",
  margin: "it would leave too little",
  score: "others score better",
  "unknown-netMargin": "its margin is not known: shipping, exchange rate or a price to sell at is missing",
  "unknown-margin": "what it would leave is not known",
  "unknown-trend": "nobody tells whether it sells more or less",
  "unknown-demand": "nobody tells how much of it is sold",
  "unknown-competition": "nobody tells how many shops sell it",
  "unknown-supplierReliability": "nobody tells how reliable the supplier is",
  "unknown-shipDays": "nobody tells how long it takes to the buyer",
  "unknown-rating": "nobody has rated it",
  "supplier-down": "its supplier is down",
  "supplier-slow": "its supplier is too slow to wait for",
  "supplier-out-of-points": "its supplier takes no more calls for now",
  "supplier-refused": "its supplier refused us",
  "supplier-doubted": "its supplier sends figures that cannot be right",
  "supplier-not-configured": "its supplier is no longer set up",
};

/** A code nobody has words for comes as its own words apart: what is new is never hidden. */
export function heldWords(code: string): string {
  return Object.hasOwn(words, code) ? words[code]! : code.replaceAll("-", " ");
}

export const heldCodes = Object.keys(words);
