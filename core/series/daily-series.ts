/** What one variant did on one closed day. `stockAtClose` is null when nobody looked: unknown is not zero. */
export interface DayFigures {
  unitsSold: number;
  unitsReturned: number;
  /** Sold units at the price the buyer paid, before returns. */
  revenueMinor: number;
  /** Distinct orders the variant was in. */
  orders: number;
  stockAtClose: number | null;
}

/** One entry a day from `firstDay` (days since 1970-01-01 in the shop's zone), without gaps. */
export interface DailySeries {
  firstDay: number;
  unitsSold: number[];
  unitsReturned: number[];
  revenueMinor: number[];
  orders: number[];
  stockAtClose: (number | null)[];
}

export const quietDay: Readonly<DayFigures> = {
  unitsSold: 0,
  unitsReturned: 0,
  revenueMinor: 0,
  orders: 0,
  stockAtClose: null,
};

export function emptySeries(firstDay: number): DailySeries {
  return { firstDay, unitsSold: [], unitsReturned: [], revenueMinor: [], orders: [], stockAtClose: [] };
}

/** The last day held, or the day before the first when there is none. */
export function lastDayOf(series: DailySeries): number {
  return series.firstDay + series.unitsSold.length - 1;
}

/** Figures of a day; a quiet day outside the series. */
export function figuresOn(series: DailySeries, day: number): DayFigures {
  const at = day - series.firstDay;
  if (at < 0 || at >= series.unitsSold.length) return { ...quietDay };
  return {
    unitsSold: series.unitsSold[at] ?? 0,
    unitsReturned: series.unitsReturned[at] ?? 0,
    revenueMinor: series.revenueMinor[at] ?? 0,
    orders: series.orders[at] ?? 0,
    stockAtClose: series.stockAtClose[at] ?? null,
  };
}

/** The same series with these days set, as far as it has to reach in both directions; days between are quiet. */
export function withDays(series: DailySeries, days: ReadonlyMap<number, DayFigures>, through?: number): DailySeries {
  const held = series.unitsSold.length > 0 ? [series.firstDay, lastDayOf(series)] : [];
  const reach = [...held, ...days.keys(), ...(through === undefined ? [] : [through])];
  if (reach.length === 0) return emptySeries(series.firstDay);
  const first = Math.min(...reach);
  const last = Math.max(...reach);
  const result = emptySeries(first);
  for (let day = first; day <= last; day += 1) append(result, days.get(day) ?? figuresOn(series, day));
  return result;
}

function append(series: DailySeries, figures: DayFigures): void {
  series.unitsSold.push(figures.unitsSold);
  series.unitsReturned.push(figures.unitsReturned);
  series.revenueMinor.push(figures.revenueMinor);
  series.orders.push(figures.orders);
  series.stockAtClose.push(figures.stockAtClose);
}
