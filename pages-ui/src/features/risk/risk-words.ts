import { inWords, percent, sentence } from "../../lib/format/number.ts";
import type { RiskOrder, RiskQuality } from "./api.ts";

/** How many orders want a look, and what is known of them. */
export function riskSentence(orders: readonly RiskOrder[], more: boolean, all: boolean): string {
  const number = more ? `More than ${inWords(orders.length)}` : sentence(inWords(orders.length));
  const noun = orders.length === 1 && !more ? "order" : "orders";
  if (all)
    return orders.length === 0 ? "No order has been looked at yet." : `${number} ${noun} looked at, newest first.`;
  if (orders.length === 0) return "No order wants a look.";
  return `${number} ${noun} ${orders.length === 1 && !more ? "wants" : "want"} a look.`;
}

/** @example chance(0.004) // "under 1 %" */
export function chance(score: number): string {
  if (score < 0.01) return `under ${percent(0.01)}`;
  return score > 0.99 ? `over ${percent(0.99)}` : percent(score);
}

const advice: Record<string, string> = {
  pass: "Let it go",
  hold: "Wait a day",
  review: "Look at it",
  decline: "Refuse it",
};

export function adviceWords(decision: string): string {
  return advice[decision] ?? decision;
}

const said: Record<string, string> = {
  person: "a person said so",
  dispute: "the buyer’s bank said so",
  matured: "nobody disputed it",
};

export function verdictWords({ verdict, saidBy }: Pick<RiskOrder, "verdict" | "saidBy">): string {
  if (verdict === null) return "not known yet";
  return `${verdict === "fraud" ? "Fraud" : "Good"}: ${said[saidBy ?? ""] ?? saidBy}`;
}

/** Which weights count and what they were learnt from. */
export function weightsWords({ weightsVersion, learntFrom }: RiskQuality): string {
  if (weightsVersion === 0 || !learntFrom)
    return "The starting weights count; too little is known of this shop’s own orders.";
  return `Version ${weightsVersion} counts, learnt from ${inWords(learntFrom.orders)} orders, ${inWords(learntFrom.frauds)} of them fraud.`;
}

const kinds: Record<string, string> = {
  card: "Card",
  device: "Device",
  ip: "Network",
  email: "E-mail",
  address: "Address",
};

export function keyWords(kind: string): string {
  return kinds[kind] ?? kind;
}
