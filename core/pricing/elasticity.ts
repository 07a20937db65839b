import { err, ok, type Result } from "#core/result.ts";
import { leastSquares } from "#core/stats/least-squares.ts";
import { sampleSd } from "#core/stats/moments.ts";

/** One period at one price; any unit of price, quantity above zero to count. */
export interface PriceObservation {
  readonly price: number;
  readonly quantity: number;
  /** Feature or deal in the period, 0 to 1. */
  readonly promo?: number;
}

export interface ElasticityEstimate {
  /** Change of ln quantity per change of ln price. */
  readonly elasticity: number;
  readonly standardError: number;
  readonly observations: number;
  /** Sample standard deviation of ln price: how much the price moved at all. */
  readonly priceSpread: number;
}

export type ElasticityProblem =
  | { readonly kind: "too-few-observations"; readonly observations: number; readonly needed: number }
  | { readonly kind: "price-hardly-moved"; readonly priceSpread: number; readonly needed: number }
  | { readonly kind: "price-moves-only-with-promotion" };

const MIN_OBSERVATIONS = 4;
/** Standard deviation of ln price below which a slope says more about noise than about buyers. */
export const MIN_PRICE_SPREAD = 0.02;

/** Own-price elasticity by ordinary least squares of ln quantity on ln price, and on promo where that varies. Periods without sales or price are skipped. */
export function olsElasticity(rows: readonly PriceObservation[]): Result<ElasticityEstimate, ElasticityProblem> {
  const used = rows.filter((row) => row.price > 0 && row.quantity > 0);
  const observations = used.length;
  const promo = used.map((row) => row.promo ?? 0);
  const withPromo = promo.some((value) => value !== promo[0]);
  const needed = Math.max(MIN_OBSERVATIONS, withPromo ? 5 : 4);
  if (observations < needed) return err({ kind: "too-few-observations", observations, needed });
  const logPrice = used.map((row) => Math.log(row.price));
  const priceSpread = sampleSd(logPrice);
  if (priceSpread < MIN_PRICE_SPREAD) {
    return err({ kind: "price-hardly-moved", priceSpread, needed: MIN_PRICE_SPREAD });
  }
  const ones = used.map(() => 1);
  const columns = withPromo ? [ones, promo, logPrice] : [ones, logPrice];
  const fitted = leastSquares(
    columns,
    used.map((row) => Math.log(row.quantity)),
  );
  if (fitted === null) return err({ kind: "price-moves-only-with-promotion" });
  return ok({
    elasticity: fitted.coefficients.at(-1)!,
    standardError: fitted.standardErrors.at(-1)!,
    observations,
    priceSpread,
  });
}
