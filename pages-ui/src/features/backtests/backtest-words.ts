import { changesOf } from "../../ledger/values.ts";
import { money } from "../../lib/format/money.ts";
import { count, plural } from "../../lib/format/number.ts";
import type { Backtest, BacktestDecision } from "./api.ts";

type Effect = Backtest["kinds"][number]["effect"];

/** @example effectText({ minor: 25_000, lowMinor: -4_000, highMinor: 60_000, withoutRange: 0 }, "GBP") // "+£250 (−£40 to +£600)" */
export function effectText({ minor, lowMinor, highMinor, withoutRange }: Effect, currency: string): string {
  const text = (value: number) => money(value, currency, { signed: true, rough: true });
  if (withoutRange > 0 && lowMinor === minor && highMinor === minor) return `${text(minor)}, interval not known`;
  return `${text(minor)} (${text(lowMinor)} to ${text(highMinor)})`;
}

/** What became of a backtest in one sentence. */
export function outcomeOf({ status, weeks, weeksDone, reason, kinds, byWeek }: Backtest): string {
  const proposed = kinds.reduce((sum, each) => sum + each.proposed, 0);
  const through = kinds.reduce((sum, each) => sum + each.auto, 0);
  const why = reason ?? "no reason was kept";
  if (status === "failed") return `Given up after ${weeksDone} of ${plural(weeks, "week")}: ${why}.`;
  if (status === "cancelled") return `Ended after ${weeksDone} of ${plural(weeks, "week")}: ${why}.`;
  const seen = byWeek.filter(({ observed }) => observed > 0).length;
  const where =
    seen === weeks
      ? `In ${plural(weeks, "week")}`
      : `In the ${count(seen)} of ${plural(weeks, "week")} it can answer for,`;
  return `${where} it would have proposed ${plural(proposed, "change")}; ${through === 0 ? "none" : count(through)} would have gone through by the policy.`;
}

/** @example worstText(decision) // "Tea towel: £10.00 → £11.00, expected £2.50 a week" */
export function worstText({ title, why }: BacktestDecision): string {
  return `${title}: ${why}`;
}

/** What it would have changed, old and new, in words. */
export function changeText({ title, before, after, currency }: BacktestDecision): string {
  return changesOf(before, after, currency, title)
    .map(({ label, before: old, after: next }) => {
      const name = label === null ? "" : `${label} `;
      // What is made anew has no old values to tell.
      return before === null ? name + (next ?? "nothing") : `${name}${old ?? "nothing"} → ${next ?? "nothing"}`;
    })
    .join(", ");
}
