import type * as z from "zod/mini";
import type { backtestDecision, backtestResult } from "#schemas/api/backtests.ts";

type Result = z.infer<typeof backtestResult>;
type Decision = z.infer<typeof backtestDecision>;

/** A finished backtest in words. Amounts are in the shop's currency. */
export function told(result: Result): string {
  const currency = result.worst?.currency ?? "";
  const range = ({ minor, lowMinor, highMinor }: { minor: number; lowMinor: number; highMinor: number }) =>
    `${amount(minor, currency)} (${amount(lowMinor, currency)} to ${amount(highMinor, currency)})`;
  const seen = result.byWeek.filter(({ observed }) => observed > 0).length;
  const lines = [
    `${result.agent} on ${result.weeks} ${result.weeks === 1 ? "week" : "weeks"} up to ${dayOf(result.newest)}, ${seen} of them answerable, under policy ${result.policyVersion}`,
    "",
    "What it would have proposed",
    ...(result.kinds.length === 0 ? ["  nothing"] : []),
    ...result.kinds.flatMap((each) => [
      `  ${each.kind}: ${each.proposed}; ${each.auto} would have gone through, ${each.ask} asked, ${each.deny} denied`,
      `    estimated effect ${range(each.effect)}, of it without a person ${range(each.through)}`,
      ...(each.effect.withoutRange > 0
        ? [`    nothing tells an interval for ${each.effect.withoutRange} of them`]
        : []),
    ]),
    "",
    "The worst single decision",
    `  ${result.worst === null ? "there is none" : worstOf(result.worst)}`,
    "",
    "What the data cannot answer",
    ...(result.unanswered.length === 0 ? ["  nothing was left open"] : []),
    ...result.unanswered.map(
      ({ kind, why, count, weeks, from, to }) =>
        `  ${kind}: ${why} (${count} ${count === 1 ? "question" : "questions"} in ${weeks} ${weeks === 1 ? "week" : "weeks"}, ${dayOf(from)} to ${dayOf(to)})`,
    ),
    "",
    "What is taken from today, or assumed",
    ...result.assumes.map((sentence) => `  ${sentence}`),
  ];
  return lines.join("\n");
}

function worstOf({ title, instant, why, lowMinor, effectMinor, currency, effectFrom, fate }: Decision): string {
  const at = lowMinor ?? effectMinor;
  const rests = effectFrom === "sales" ? "by what was sold after it" : "by its own estimate";
  const became = { auto: "would have gone through", ask: "would have been asked", deny: "would have been denied" }[
    fate
  ];
  return `${title} on ${dayOf(instant)}: ${why}. At worst ${amount(at, currency)} ${rests}; it ${became}.`;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function amount(minor: number, currency: string): string {
  if (currency === "") return String(minor);
  const format = new Intl.NumberFormat("en-GB", { style: "currency", currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
