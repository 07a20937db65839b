export type AbcClass = "A" | "B" | "C";

/** Cycle service level per class; Silver, Pyke & Thomas advise differing levels, the figures are this project's defaults. */
export const SERVICE_LEVEL_BY_CLASS: Readonly<Record<AbcClass, number>> = { A: 0.95, B: 0.925, C: 0.9 };

/**
 * Pareto classes by revenue: items that make up the first 80 % are A, the next 15 % B, the rest C. The item that
 * crosses a boundary still belongs to the better class; an item without revenue is always C. Same order as given.
 */
export function abcClasses(revenues: readonly number[]): AbcClass[] {
  const total = revenues.reduce((sum, revenue) => sum + Math.max(0, revenue), 0);
  const classes: AbcClass[] = revenues.map(() => "C");
  const order = revenues.map((_, index) => index).sort((a, b) => revenues[b]! - revenues[a]! || a - b);
  let before = 0;
  for (const index of order) {
    const revenue = revenues[index]!;
    if (revenue <= 0) break;
    classes[index] = before < 0.8 * total ? "A" : before < 0.95 * total ? "B" : "C";
    before += revenue;
  }
  return classes;
}
