import { sbaRate } from "./croston.ts";
import { type Candidate, chooseByRollingOrigin } from "./rolling-origin.ts";
import { sesRate } from "./ses.ts";
import { tsbRate } from "./tsb.ts";

export type IntermittentMethod = "ses" | "tsb" | "sba";

export interface IntermittentForecast {
  readonly method: IntermittentMethod;
  /** Mean demand per period, the same for every period ahead. */
  readonly rate: number;
}

const ALPHA = 0.1;
/** A rival must beat smoothing by this much in the past, or the choice itself adds noise. */
const MARGIN = 0.95;

const RATES: Readonly<Record<IntermittentMethod, (values: readonly number[]) => number>> = {
  ses: (values) => sesRate(values, ALPHA),
  tsb: (values) => tsbRate(values, ALPHA),
  sba: (values) => sbaRate(values, ALPHA),
};

const CANDIDATES: readonly Candidate<IntermittentMethod>[] = (["ses", "tsb", "sba"] as const).map((name) => ({
  name,
  forecast: (history, horizon) => new Array<number>(horizon).fill(RATES[name](history)),
}));

/**
 * Rate of an item that sells in some periods only: simple smoothing at 0.1, unless TSB or SBA was clearly better one
 * step ahead over the last year of its own past. Ranked by squared error: a zero forecast minimises the absolute one.
 */
export function intermittentForecast(values: readonly number[]): IntermittentForecast {
  if (values.length === 0) return { method: "ses", rate: 0 };
  const choice = chooseByRollingOrigin(values, CANDIDATES, { horizon: 1, origins: 12, minHistory: 12 });
  const score = (name: IntermittentMethod) => choice?.scores.find((s) => s.name === name)?.rmsse ?? 0;
  const method = choice !== null && score(choice.best) < MARGIN * score("ses") ? choice.best : "ses";
  return { method, rate: Math.max(0, RATES[method](values)) };
}
