export interface SaleLine {
  /** Any label of the shop's day, e.g. "2026-03-01". */
  readonly day: string;
  readonly unitPriceMinor: number;
  readonly quantity: number;
}

export interface QuantityBreaks {
  readonly found: boolean;
  /** Days on which lines of different quantity had different prices. */
  readonly days: number;
  /** Share of those days on which the larger quantity was the cheaper one per unit. */
  readonly share: number;
}

const MIN_DAYS = 3;
const MIN_SHARE = 0.7;

/**
 * Whether the unit price depends on the quantity bought. Within one day demand conditions and list price are the same,
 * so a cheaper unit in a larger line is a quantity break and not a price change: a slope of quantity on price would then
 * measure the price list, not the buyers.
 */
export function detectQuantityBreaks(lines: readonly SaleLine[]): QuantityBreaks {
  const byDay = groupByDay(lines);
  let days = 0;
  let falling = 0;
  for (const day of byDay.values()) {
    const { score, pairs } = concordance(day);
    if (pairs === 0) continue;
    days += 1;
    if (score < 0) falling += 1;
  }
  const share = days === 0 ? 0 : falling / days;
  return { found: days >= MIN_DAYS && share >= MIN_SHARE, days, share };
}

/** Sum over pairs of lines of +1 when the larger is the dearer one per unit, -1 when the cheaper; equal lines are counted once with their number. */
function concordance(lines: readonly SaleLine[]): { score: number; pairs: number } {
  const distinct = new Map<string, { quantity: number; price: number; count: number }>();
  for (const { quantity, unitPriceMinor: price } of lines) {
    const key = `${quantity} ${price}`;
    const known = distinct.get(key);
    if (known) known.count += 1;
    else distinct.set(key, { quantity, price, count: 1 });
  }
  const groups = [...distinct.values()];
  let score = 0;
  let pairs = 0;
  for (let i = 0; i < groups.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const a = groups[i]!;
      const b = groups[j]!;
      const sign = Math.sign(a.quantity - b.quantity) * Math.sign(a.price - b.price);
      if (sign === 0) continue;
      pairs += a.count * b.count;
      score += sign * a.count * b.count;
    }
  }
  return { score, pairs };
}

export interface DailyPrice {
  readonly day: string;
  readonly priceMinor: number;
  /** All units of the day, at whatever price. */
  readonly units: number;
}

/**
 * Price of each day at comparable quantity: the modal unit price among lines no larger than the item's median line, so
 * that a bulk order does not look like a sale. Ties go to the higher price, days without such a line are left out.
 */
export function dailyPrices(lines: readonly SaleLine[]): DailyPrice[] {
  const byDay = groupByDay(lines);
  const sizes = [...byDay.values()].flatMap((day) => day.map((line) => line.quantity)).sort((a, b) => a - b);
  const comparable = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const result: DailyPrice[] = [];
  for (const [day, dayLines] of byDay) {
    const counts = new Map<number, number>();
    for (const line of dayLines) {
      if (line.quantity <= comparable) counts.set(line.unitPriceMinor, (counts.get(line.unitPriceMinor) ?? 0) + 1);
    }
    let priceMinor = 0;
    let most = 0;
    for (const [price, count] of counts) {
      if (count > most || (count === most && price > priceMinor)) {
        priceMinor = price;
        most = count;
      }
    }
    if (most > 0) result.push({ day, priceMinor, units: dayLines.reduce((sum, line) => sum + line.quantity, 0) });
  }
  return result.sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Sales only: returns and free lines say nothing about a price. */
function groupByDay(lines: readonly SaleLine[]): Map<string, SaleLine[]> {
  const days = new Map<string, SaleLine[]>();
  for (const line of lines) {
    if (!(line.quantity > 0 && line.unitPriceMinor > 0)) continue;
    const day = days.get(line.day);
    if (day) day.push(line);
    else days.set(line.day, [line]);
  }
  return days;
}
