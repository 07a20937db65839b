import { askAlways, type KindPolicy, startingPolicy } from "#core/ledger/policy.ts";
import { replayPolicy } from "#core/ledger/replay-policy.ts";
import type { Bar } from "./bar.ts";
import { missing } from "./bar.ts";
import { type Outcome, refused, stands, trackRecord } from "./track-record.ts";

export interface WouldHave {
  /** Proposals of the window that were looked at. */
  proposals: number;
  /** Of them would have gone through by themselves. */
  through: number;
  /** Of those, ones a person edited or rejected. */
  refused: number;
  /** Of those, ones nobody answered. */
  unanswered: number;
  impactMinor: number;
  moneyMinor: number;
  /** The one that moved most money. */
  largest: { id: string; title: string; movePercent: number | null; moneyMinor: number } | null;
}

export type Limits = Omit<KindPolicy, "since" | "fell">;

export interface Offer {
  limits: Limits;
  wouldHave: WouldHave;
}

interface Past {
  /** Of one kind, oldest first. */
  rows: readonly Outcome[];
  current: KindPolicy;
  bar: Bar;
  now: number;
  dayOf: (at: number) => string;
}

/**
 * The limit a kind has earned, or null. It reaches as far as what a person approved unchanged, up to the size where
 * refusals would become more than the bar allows, and no day may see more of it than a day did by hand. What is denied stays
 * denied. After a fall only what came later counts.
 */
export function offerLimit(past: Past): Offer | null {
  const { current, bar, now, dayOf } = past;
  if (current.rule === "deny") return null;
  const from = earnsSince(current, bar, now);
  if (missing(trackRecord(past.rows, { from, until: now }), bar).length > 0) return null;
  const answered = past.rows.filter((row) => row.decidedAt !== null && row.decidedAt >= from && row.decidedAt <= now);
  const covered = coveredBy(answered, bar);
  if (covered.length < bar.approvals) return null;
  const earned = limitsOf(covered, dayOf);
  const limits = current.rule === "auto" ? wider(current, earned) : earned;
  if (current.rule === "auto" && sameLimits(current, limits)) return null;
  const rows = past.rows.filter(
    (row) => row.proposedAt >= from && row.status !== "superseded" && row.status !== "shadow",
  );
  return { limits, wouldHave: lookBack(rows, limits, dayOf) };
}

/** From when on a kind's record counts: the bar's window, but nothing before its last fall. */
export function earnsSince(current: KindPolicy, bar: Bar, now: number): number {
  return Math.max(now - bar.days * 86_400_000, current.fell?.at ?? 0);
}

/** What limits would have done with these rows, oldest first. */
export function lookBack(rows: readonly Outcome[], limits: Limits, dayOf: (at: number) => string): WouldHave {
  const kinds = Object.fromEntries(rows.map(({ kind }) => [kind, limits]));
  const fates = replayPolicy(rows, { ...startingPolicy, kinds }, dayOf);
  const through = rows.filter((row) => fates.get(row.id) === "auto");
  const largest = through.toSorted((a, b) => Math.abs(b.moneyMinor) - Math.abs(a.moneyMinor))[0];
  return {
    proposals: rows.length,
    through: through.length,
    refused: through.filter(refused).length,
    unanswered: through.filter((row) => row.status === "expired").length,
    impactMinor: sum(through.map((row) => row.impactMinor)),
    moneyMinor: sum(through.map((row) => Math.abs(row.moneyMinor))),
    largest: largest
      ? {
          id: largest.id,
          title: largest.title,
          movePercent: largest.movePercent,
          moneyMinor: Math.abs(largest.moneyMinor),
        }
      : null,
  };
}

/**
 * The approved ones up to the size where going further would add more refusals than the bar allows: each approval speaks
 * for going on by the share, each refusal against it by the rest, and the limit is where the sum stands highest.
 */
function coveredBy(answered: readonly Outcome[], bar: Bar): Outcome[] {
  const byMove = answered.some((row) => row.movePercent !== null);
  const size = (row: Outcome) => Math.abs(byMove ? (row.movePercent ?? 0) : row.moneyMinor);
  const sorted = answered.filter((row) => stands(row) || refused(row)).toSorted((a, b) => size(a) - size(b));
  let score = 0;
  let best = 0;
  let largest = Number.NEGATIVE_INFINITY;
  sorted.forEach((row, at) => {
    score += stands(row) ? bar.refusedShare : bar.refusedShare - 1;
    const next = sorted[at + 1];
    // Rows of one size stand or fall together: a limit cannot tell them apart.
    if ((next && size(next) === size(row)) || score < best) return;
    best = score;
    largest = size(row);
  });
  return sorted.filter((row) => stands(row) && size(row) <= largest);
}

function limitsOf(covered: readonly Outcome[], dayOf: (at: number) => string): Limits {
  const moves = covered.flatMap(({ movePercent }) => (movePercent === null ? [] : [Math.abs(movePercent)]));
  const days = new Map<string, Outcome[]>();
  for (const row of covered) {
    const day = dayOf(row.decidedAt ?? row.proposedAt);
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  const money = (rows: readonly Outcome[]) => sum(rows.map((row) => Math.abs(row.moneyMinor)));
  return {
    ...askAlways,
    rule: "auto",
    // To a tenth of a per cent: nobody reads more.
    largestMovePercent: moves.length > 0 ? Math.ceil(Math.max(...moves) * 10 - 1e-9) / 10 : null,
    largestMoneyMinor: Math.max(...covered.map((row) => Math.abs(row.moneyMinor))),
    actionsPerDay: Math.max(...[...days.values()].map((rows) => rows.length)),
    moneyPerDayMinor: Math.max(...[...days.values()].map(money)),
    leastConfidence: Math.floor(Math.min(...covered.map((row) => row.confidence)) * 100 + 1e-9) / 100,
  };
}

const upperLimits = ["largestMovePercent", "largestMoneyMinor", "actionsPerDay", "moneyPerDayMinor"] as const;

/** Never narrower than what the owner set already. */
function wider(current: KindPolicy, earned: Limits): Limits {
  const { since: _since, fell: _fell, ...limits } = current;
  for (const name of upperLimits) {
    const [held, next] = [current[name], earned[name]];
    limits[name] = held === null || next === null ? held : Math.max(held, next);
  }
  const [held, next] = [current.leastConfidence, earned.leastConfidence];
  return { ...limits, leastConfidence: held === null || next === null ? held : Math.min(held, next) };
}

/** Whether two sets of limits allow the same; when and why they were set aside. */
export function sameLimits(a: Limits, b: Limits): boolean {
  return (
    a.rule === b.rule && a.leastConfidence === b.leastConfidence && upperLimits.every((name) => a[name] === b[name])
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
