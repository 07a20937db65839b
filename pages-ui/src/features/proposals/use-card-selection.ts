import { useState } from "react";
import { type Action, type Card, useCardRows } from "./api.ts";

const rowsAtFirst = 3;

/** Which rows of a card are on the page, and which of them a decision is about. */
export function useCardSelection(card: Card) {
  const [open, setOpen] = useState(false);
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const more = useCardRows(card.groupKey, open && card.count > card.rows.length);
  // Folded, what was loaded once is not kept up to date.
  const loaded = strongestFirst(card, (open && more.data?.pages.flatMap((page) => page.items)) || []);
  const everySeen = loaded.length >= card.count;
  /** Null for the whole group: not every row of it was loaded, so none can have been left out. */
  const chosen = everySeen ? loaded.filter((row) => !skipped.has(row.id)).map((row) => row.id) : null;
  return {
    open,
    more,
    loaded,
    rows: open ? loaded : card.rows.slice(0, rowsAtFirst),
    short: card.count <= rowsAtFirst,
    skipped: open && everySeen && card.count > 1 ? skipped : null,
    chosen,
    chosenCount: chosen?.length ?? card.count,
    skip: (id: string) => setSkipped((known) => toggled(known, id)),
    /** Folded rows cannot be seen, so none of them stays left out. */
    fold: () => {
      setSkipped(new Set());
      setOpen(!open);
    },
  };
}

/** The rows that came with the card in its order, then the others. */
function strongestFirst(card: Card, others: Action[]): Action[] {
  const known = new Set(card.rows.map((row) => row.id));
  return [...card.rows, ...others.filter((row) => !known.has(row.id))];
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
