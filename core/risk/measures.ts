/** A score given before the outcome was known, and the outcome. */
export interface Judged {
  readonly at: number;
  readonly score: number;
  readonly fraud: boolean;
}

/** Mean squared error of the probabilities (Brier 1950); null without orders. */
export function brierScore(judged: readonly Judged[]): number | null {
  return mean(judged, ({ score, fraud }) => (score - Number(fraud)) ** 2);
}

/** Mean of -ln(probability given to what happened); probabilities are held 1e-15 from 0 and 1. */
export function logLoss(judged: readonly Judged[]): number | null {
  return mean(judged, ({ score, fraud }) => -Math.log(Math.max(1e-15, fraud ? score : 1 - score)));
}

/**
 * Share of frauds above the threshold that refuses at most `rate` of the good orders; null without frauds or without good
 * ones. Equal scores stand on one side together, so chance in the order of ties decides nothing.
 */
export function recallAtFalsePositives(judged: readonly Judged[], rate = 0.01): number | null {
  const frauds = judged.filter(({ fraud }) => fraud).length;
  const allowed = rate * (judged.length - frauds);
  if (frauds === 0 || frauds === judged.length) return null;
  let caught = 0;
  let refused = 0;
  for (const group of descendingGroups(judged)) {
    refused += group.filter(({ fraud }) => !fraud).length;
    if (refused > allowed) break;
    caught += group.filter(({ fraud }) => fraud).length;
  }
  return caught / frauds;
}

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly orders: number;
  /** Mean of what was said. */
  readonly said: number;
  /** Share that was fraud. */
  readonly happened: number;
}

/** Edges widen with the probability: nearly all orders stand below one percent. */
const edges = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 0.6, 1];

/** What was said beside what happened, by range of probability; empty ranges are left out. */
export function reliability(judged: readonly Judged[]): ReliabilityBin[] {
  return edges.slice(1).flatMap((to, i) => {
    const from = edges[i]!;
    const inside = judged.filter(({ score }) => score >= from && (score < to || (to === 1 && score <= 1)));
    if (inside.length === 0) return [];
    const said = mean(inside, ({ score }) => score)!;
    return [{ from, to, orders: inside.length, said, happened: mean(inside, ({ fraud }) => Number(fraud))! }];
  });
}

export interface PeriodMeasures {
  readonly from: number;
  readonly orders: number;
  readonly frauds: number;
  readonly brier: number | null;
  readonly logLoss: number | null;
  readonly recallAt1Percent: number | null;
}

/** The measures period by period, oldest first; `periodMs` long, counted from 1970-01-01. */
export function measuresOverTime(judged: readonly Judged[], periodMs: number): PeriodMeasures[] {
  const periods = new Map<number, Judged[]>();
  for (const each of judged) {
    const period = Math.floor(each.at / periodMs);
    periods.set(period, [...(periods.get(period) ?? []), each]);
  }
  return [...periods.entries()]
    .sort(([a], [b]) => a - b)
    .map(([period, inside]) => ({
      from: period * periodMs,
      orders: inside.length,
      frauds: inside.filter(({ fraud }) => fraud).length,
      brier: brierScore(inside),
      logLoss: logLoss(inside),
      recallAt1Percent: recallAtFalsePositives(inside),
    }));
}

function descendingGroups(judged: readonly Judged[]): Judged[][] {
  const groups: Judged[][] = [];
  for (const each of [...judged].sort((a, b) => b.score - a.score)) {
    const last = groups.at(-1);
    if (last && last[0]!.score === each.score) last.push(each);
    else groups.push([each]);
  }
  return groups;
}

function mean(judged: readonly Judged[], of: (one: Judged) => number): number | null {
  return judged.length === 0 ? null : judged.reduce((sum, one) => sum + of(one), 0) / judged.length;
}
