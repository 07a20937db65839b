import { plural } from "../../lib/format/number.ts";
import type { Card } from "./api.ts";

/** From so many changes on a decision is asked for twice. */
const many = 50;

/** The sentence that a big or lasting approval is asked with, or null where one press is enough. */
export function asksAgain(
  { count, moneyMinor }: Pick<Card, "count" | "moneyMinor">,
  chosen: number,
  kind: { revertible: boolean; notRevertibleBecause?: string } | undefined,
): string | null {
  const lasting = kind !== undefined && !kind.revertible;
  if (lasting && moneyMinor > 0)
    return `It cannot be undone: ${kind.notRevertibleBecause ?? "it has left the system"}.`;
  if (chosen < many) return null;
  const all = chosen === count ? `All ${plural(chosen, "change")}` : plural(chosen, "change");
  return lasting
    ? `${all} at once, and they cannot be undone: ${kind.notRevertibleBecause ?? "they have left the system"}.`
    : `${all} at once. They go out one after another, and can be undone as one on Changes.`;
}
