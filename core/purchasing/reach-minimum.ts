export interface OrderRow {
  quantity: number;
  unitCostMinor: number;
  /** Units per pack; rows grow by whole packs. */
  packSize: number;
  /** Expected sales a week; a row nobody buys does not grow. */
  weeklyUnits: number;
  /** On hand and on order, without this row. */
  position: number;
}

/**
 * Raises quantities until the order is worth the supplier's minimum, one pack at a time where the cover would end first, so
 * that the extra money buys the least idle stock. Null when that takes any row beyond `longestDays` of cover: then the
 * minimum is better met by waiting, or by a person.
 * @example reachMinimum([{ quantity: 2, unitCostMinor: 100, packSize: 1, weeklyUnits: 7, position: 0 }], 500, 60) // [5]
 */
export function reachMinimum(rows: readonly OrderRow[], minimumMinor: number, longestDays: number): number[] | null {
  const quantities = rows.map((row) => row.quantity);
  let totalMinor = rows.reduce((sum, row) => sum + row.quantity * row.unitCostMinor, 0);
  while (totalMinor < minimumMinor) {
    let best = -1;
    let bestDays = Number.POSITIVE_INFINITY;
    for (const [at, row] of rows.entries()) {
      if (!(row.weeklyUnits > 0) || !(row.unitCostMinor > 0)) continue;
      const units = row.position + (quantities[at] ?? 0) + row.packSize;
      const days = (units / row.weeklyUnits) * 7;
      if (days < bestDays) [best, bestDays] = [at, days];
    }
    const row = rows[best];
    if (!row || bestDays > longestDays) return null;
    quantities[best] = (quantities[best] ?? 0) + row.packSize;
    totalMinor += row.packSize * row.unitCostMinor;
  }
  return quantities;
}
