import { money } from "../../lib/format/money.ts";
import { count, nbsp, percent, plural } from "../../lib/format/number.ts";
import type { Earned, Offer } from "./api.ts";

type Limits = Offer["limits"];

/** What is asked, as a question with its reach. @example question("prices", limits, "GBP") // "Let prices change by up to 5 % by themselves?" */
export function question(name: string, { largestMovePercent, largestMoneyMinor }: Limits, currency: string): string {
  if (largestMovePercent !== null)
    return `Let ${name} move by up to ${count(largestMovePercent)}${nbsp}% by themselves?`;
  if (largestMoneyMinor !== null)
    return `Let ${name} up to ${money(largestMoneyMinor, currency)} through by themselves?`;
  return `Let ${name} through by themselves?`;
}

/** The bounds beside the first one. @example bounds(limits, "GBP") // "at most £4.00 each, 24 a day, £96.00 a day, agent at least 80 % sure" */
export function bounds(limits: Limits, currency: string): string {
  const { largestMovePercent, largestMoneyMinor, actionsPerDay, moneyPerDayMinor, leastConfidence } = limits;
  const parts = [
    largestMovePercent !== null && largestMoneyMinor !== null
      ? `at most ${money(largestMoneyMinor, currency)} each`
      : null,
    actionsPerDay === null ? null : `${count(actionsPerDay)} a day`,
    moneyPerDayMinor === null ? null : `${money(moneyPerDayMinor, currency)} a day`,
    leastConfidence === null ? null : `the agent at least ${percent(leastConfidence)} sure`,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

/** Why it is offered: the person's own answers. */
export function deserved({ unchanged, edited, rejected }: Earned["record"], days: number): string {
  const answers = unchanged + edited + rejected;
  const of = answers === unchanged ? `all ${count(answers)}` : `${count(unchanged)} of ${count(answers)}`;
  return `You approved ${of} as proposed in the last ${days} days, and none was undone, failed or measured worse.`;
}

/** What the limit would have done with the window's proposals. */
export function lookedBack({ proposals, through, refused, unanswered }: Offer["wouldHave"]): string {
  const parts = [`Of ${plural(proposals, "proposal")}, ${count(through)} would have gone through without you`];
  if (refused > 0) parts.push(`${count(refused)} of them you had changed or refused`);
  if (unanswered > 0) parts.push(`${count(unanswered)} of them you had not answered`);
  return `${parts.join("; ")}.`;
}

/** How often a kind came to harm in the window, in words; null when it never did. */
export function harmed({ undone, failed, mismatched, worse }: Earned["record"]): string | null {
  const parts = [
    [undone, "undone"],
    [failed, "failed"],
    [mismatched, "not as written"],
    [worse, "measured worse"],
  ] as const;
  const said = parts.flatMap(([times, word]) => (times > 0 ? [`${count(times)} ${word}`] : []));
  return said.length > 0 ? said.join(", ") : null;
}
