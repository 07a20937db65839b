export interface ClassicCandidate {
  readonly supplierPrice: number;
  readonly retailPrice: number;
  /** 0 to 100. */
  readonly trend: number;
  readonly category: string;
  /** Stars, 0 to 5. */
  readonly rating: number;
  readonly shipDaysLow: number;
  readonly shipDaysHigh: number;
}

export interface ClassicScore {
  /** 0 to 100, two decimals. */
  readonly score: number;
  readonly parts: Readonly<Record<"margin" | "trend" | "viability" | "reliability" | "shipping", number>>;
}

const WEIGHTS = { margin: 0.3, trend: 0.25, viability: 0.2, reliability: 0.15, shipping: 0.1 } as const;

/**
 * The preset score of steps, weighted 30/25/20/15/10: margin, trend, viability (trend by category), reliability (rating)
 * and shipping time. Null without a positive retail price. It counts the trend twice; the opportunity score does not.
 */
export function classicScore(candidate: ClassicCandidate): ClassicScore | null {
  if (!(candidate.retailPrice > 0)) return null;
  const marginPercent = (100 * (candidate.retailPrice - candidate.supplierPrice)) / candidate.retailPrice;
  const viability = candidate.trend * categoryFactor(candidate.category);
  const parts = {
    margin: step(marginPercent, [60, 100], [45, 80], [30, 60], 20),
    trend: candidate.trend,
    viability: step(viability, [85, 90], [70, 70], [Number.POSITIVE_INFINITY, 0], 40),
    reliability: step(candidate.rating, [4.5, 95], [4, 80], [3.5, 65], 40),
    shipping: shippingPoints(candidate.shipDaysHigh),
  };
  let score = 0;
  for (const [part, weight] of Object.entries(WEIGHTS)) score += weight * parts[part as keyof typeof parts];
  return { score: Math.round(score * 100) / 100, parts };
}

function categoryFactor(category: string): number {
  const name = category.toLowerCase();
  if (name === "electronics" || name === "tech") return 1.2;
  return name === "accessories" ? 1.1 : 1;
}

type Step = readonly [from: number, points: number];

function step(value: number, first: Step, second: Step, third: Step, otherwise: number): number {
  for (const [from, points] of [first, second, third]) if (value >= from) return points;
  return otherwise;
}

function shippingPoints(daysHigh: number): number {
  if (daysHigh <= 5) return 90;
  return daysHigh <= 10 ? 70 : 40;
}
