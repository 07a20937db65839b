import { count, inWords, plural } from "../../lib/format/number.ts";
import { dayText, duration } from "../../lib/format/time.ts";
import type { AgentAccess, Report } from "./api.ts";

/** What is so with the store, in one or two sentences. */
export function storeSentence({ domain, import: job, found, unknown }: Report): string {
  if (domain === null) return "No store is connected yet.";
  if (job.status === "failed") return `${domain} could not be read.`;
  if (job.status !== "done") return `${domain} is being read${left(job.remainingMs)}.`;
  const orders = `${domain} is read: ${plural(found.orders, "order")} of ${plural(found.days, "day")}.`;
  return unknown.length === 0 ? orders : `${orders} ${things(unknown.length)} cannot be known.`;
}

function things(value: number): string {
  const words = inWords(value);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${value === 1 ? "thing" : "things"}`;
}

function left(remainingMs: number | null): string {
  return remainingMs === null ? "" : `, about ${duration(Math.max(1_000, remainingMs))} left`;
}

/** The counts of the report in the order a merchant thinks of them. */
export function foundRows({ found }: Report): [name: string, value: string][] {
  const { firstDay, lastDay, days } = found;
  return [
    ["Products", count(found.products)],
    ["Variants", count(found.variants)],
    ["Orders", count(found.orders)],
    ["Lines sold", count(found.lines)],
    ["Customers", count(found.customers)],
    ["Days", firstDay && lastDay ? `${count(days)}, ${dayText(firstDay)} to ${dayText(lastDay)}` : count(days)],
  ];
}

/** What an agent lacks of the scopes it names: the words of one cell. */
export function lackingText(scopes: AgentAccess["reads"]): string {
  if (scopes.length === 0) return "nothing in the store";
  const lacking = scopes.filter(({ granted }) => !granted).map(({ scope }) => scope);
  return lacking.length === 0 ? "all it needs" : `lacks ${lacking.join(", ")}`;
}
