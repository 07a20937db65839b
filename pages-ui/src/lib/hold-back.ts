export interface Held<T> {
  /** Rows the reader already sees, in their order, with their newest content. */
  shown: T[];
  /** Rows that came since and wait to be let in. */
  fresh: T[];
}

/**
 * Splits new data by what is already on the page: known rows keep their place, rows that left leave, new ones wait. Rows
 * after the last known one (a further page that was asked for) are no surprise and are shown.
 */
export function holdBack<T>(known: readonly string[], items: readonly T[], idOf: (item: T) => string): Held<T> {
  const byId = new Map(items.map((item) => [idOf(item), item]));
  const seen = new Set(known);
  const lastKnown = items.findLastIndex((item) => seen.has(idOf(item)));
  if (lastKnown < 0) return { shown: [...items], fresh: [] };
  const shown = known.flatMap((id) => byId.get(id) ?? []);
  const fresh = items.slice(0, lastKnown).filter((item) => !seen.has(idOf(item)));
  return { shown: [...shown, ...items.slice(lastKnown + 1)], fresh };
}
