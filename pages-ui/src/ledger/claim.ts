import { plural } from "../lib/format/number.ts";
import { labelOf } from "./values.ts";

interface Claimed {
  kind: string;
  title: string;
  count: number;
  rows: readonly { movePercent: number | null }[];
}

/** Known kinds as verb and noun; the verb says the direction when every row goes the same way. */
const nouns: Record<string, { up: string; down: string; mixed: string; one: string; many?: string }> = {
  "price.set": { up: "Raise", down: "Lower", mixed: "Change", one: "price" },
  "stock.sync": { up: "Correct", down: "Correct", mixed: "Correct", one: "stock count" },
  "purchase.draft": { up: "Draft", down: "Draft", mixed: "Draft", one: "purchase" },
};

/** A card's first line. One row speaks for itself; of many it says how many and what for. */
export function claim({ kind, title, count, rows }: Claimed): string {
  const first = nouns[kind];
  if (count === 1) return title;
  if (!first) return title;
  const moves = rows.map((row) => row.movePercent ?? 0);
  const verb =
    rows.length < count
      ? first.mixed
      : moves.every((m) => m > 0)
        ? first.up
        : moves.every((m) => m < 0)
          ? first.down
          : first.mixed;
  return `${verb} ${plural(count, first.one, first.many)}`;
}

/** @example kindName("price.set") // "price set" */
export function kindName(kind: string): string {
  return labelOf(kind.replaceAll(".", " "));
}
