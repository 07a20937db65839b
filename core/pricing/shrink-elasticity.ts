/** Belief about an elasticity: normal with this mean and standard deviation. */
export interface ElasticityBelief {
  readonly mean: number;
  readonly sd: number;
}

/** Where own-price elasticities lie before any data: mean of the meta-analysis by Bijmolt, van Heerde & Pieters (J. Marketing Research 42, 2005). */
export const META_ANALYSIS_PRIOR: ElasticityBelief = { mean: -2.62, sd: 1 };

/** Items a category needs before its own mean replaces the general prior. */
export const MIN_CATEGORY_ITEMS = 5;

export interface MeasuredElasticity {
  readonly elasticity: number;
  readonly standardError: number;
}

/** Normal posterior of one item's elasticity: precision-weighted mean of measurement and prior. */
export function shrinkElasticity(
  { elasticity, standardError }: MeasuredElasticity,
  prior: ElasticityBelief = META_ANALYSIS_PRIOR,
): ElasticityBelief {
  if (!Number.isFinite(standardError)) return prior;
  if (standardError === 0) return { mean: elasticity, sd: 0 };
  const data = 1 / standardError ** 2;
  const before = 1 / prior.sd ** 2;
  return { mean: (elasticity * data + prior.mean * before) / (data + before), sd: Math.sqrt(1 / (data + before)) };
}

/**
 * Prior for the items of one category from their own measurements: random-effects mean and spread (DerSimonian & Laird,
 * Controlled Clinical Trials 7, 1986), the mean itself held by the general prior. The general prior when fewer than five
 * items were measured.
 */
export function categoryPrior(
  measured: readonly MeasuredElasticity[],
  general: ElasticityBelief = META_ANALYSIS_PRIOR,
): ElasticityBelief {
  const usable = measured.filter((m) => m.standardError > 0 && Number.isFinite(m.standardError));
  if (usable.length < MIN_CATEGORY_ITEMS) return general;
  let w = 0;
  let ww = 0;
  let we = 0;
  for (const { elasticity, standardError } of usable) {
    const weight = 1 / standardError ** 2;
    w += weight;
    ww += weight * weight;
    we += weight * elasticity;
  }
  const fixedMean = we / w;
  let q = 0;
  for (const { elasticity, standardError } of usable) q += (elasticity - fixedMean) ** 2 / standardError ** 2;
  const between = Math.max(0, (q - (usable.length - 1)) / (w - ww / w));
  // Items of one category cannot differ more than items at large do.
  const variance = Math.min(between, general.sd ** 2);
  let precision = 1 / general.sd ** 2;
  let sum = general.mean / general.sd ** 2;
  for (const { elasticity, standardError } of usable) {
    const weight = 1 / (standardError ** 2 + variance);
    precision += weight;
    sum += elasticity * weight;
  }
  return { mean: sum / precision, sd: Math.sqrt(variance + 1 / precision) };
}
