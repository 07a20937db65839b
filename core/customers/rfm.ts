export interface CustomerActivity {
  readonly daysSinceLastOrder: number;
  readonly orders: number;
  readonly spentMinor: number;
}

export type Segment = "champions" | "loyal" | "new" | "at-risk" | "hibernating" | "potential";

export interface RfmScore {
  /** 1 (worst) to 5 (best) each: recency, frequency, money. */
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
  readonly segment: Segment;
}

/** Quintiles of recency, frequency and spending among the given customers, ties sharing their mean rank, and the usual segments. Same order as given. */
export function rfmScores(customers: readonly CustomerActivity[]): RfmScore[] {
  const recency = quintiles(customers.map((customer) => -customer.daysSinceLastOrder));
  const frequency = quintiles(customers.map((customer) => customer.orders));
  const monetary = quintiles(customers.map((customer) => customer.spentMinor));
  return customers.map(({ orders }, i) => {
    const score = { recency: recency[i]!, frequency: frequency[i]!, monetary: monetary[i]! };
    return { ...score, segment: segmentOf(score, orders) };
  });
}

function segmentOf({ recency: r, frequency: f, monetary: m }: Omit<RfmScore, "segment">, orders: number): Segment {
  if (r >= 4 && orders <= 1) return "new";
  if (r >= 4 && f >= 4 && m >= 4) return "champions";
  if (r <= 2 && f >= 3) return "at-risk";
  if (f >= 4) return "loyal";
  return r <= 2 ? "hibernating" : "potential";
}

function quintiles(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const scores = new Array<number>(values.length).fill(1);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end += 1;
    const rank = (start + end) / 2 + 0.5;
    for (let k = start; k <= end; k += 1) scores[order[k]!] = Math.min(5, 1 + Math.floor((5 * rank) / order.length));
    start = end + 1;
  }
  return scores;
}
