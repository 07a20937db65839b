import { readFileSync } from "node:fs";
import { type Dataset, decodeDataset } from "#sandbox/store/dataset.ts";
import { generateItem } from "#sandbox/store/generated.ts";
import { fromRoot } from "#scripts/platform/paths.ts";

/** Rows of one day, as the mirror's tables hold them. */
export interface RetailDay {
  /** Days since 1970-01-01. */
  day: number;
  orders: { id: string; at: number; totalMinor: number }[];
  lines: { id: string; order: string; variant: string; quantity: number; priceMinor: number }[];
  returns: { id: string; variant: string; quantity: number; amountMinor: number }[];
  /** What the shop asks for it from this day on. */
  prices: { variant: string; priceMinor: number }[];
  /** What is on the shelf at the day's end. */
  levels: { variant: string; available: number }[];
}

export interface RetailVariant {
  id: string;
  product: string;
  item: string;
  sku: string;
  title: string;
  supplier: string;
  type: string;
  priceMinor: number;
  costMinor: number;
}

export interface RetailYear {
  variants: RetailVariant[];
  days: RetailDay[];
}

export interface Wish {
  kind: string;
  target: string;
  intent: string;
  figures: Record<string, number>;
}

/** What a day left in the ledger. */
export interface DayTold {
  run: Record<string, unknown> | null;
  newCards: number;
  /** Groups beyond the day's bound. */
  waitingGroups: number;
  open: number;
  /** Targets with two open actions of a kind. */
  doubled: Record<string, unknown>[];
  /** What the day's run proposed. */
  proposed: Wish[];
  actions: number;
  groups: number;
}

const dayMinutes = 1_440;
const priceDays = 28;
const seed = 7;

/**
 * The public retail year day by day: `count` of its SKUs spread evenly over the ranking by order lines, each with cost,
 * supplier and first stock as the sandbox generates them. Its own merchant restocks six weeks of demand when two are
 * left, whatever any agent proposes; the price is the most frequent of the last four weeks. Types come from the titles'
 * last words, so that there are as many groups of products as in a shop that sorts its own.
 */
export function retailYear(count: number): RetailYear {
  const data = decodeDataset(readFileSync(fromRoot("sandbox", "data", "online-retail.gz")));
  const kept = new Map(spread(data, count).map((sku, at) => [sku, at]));
  const types = typesOf([...kept.keys()].map((sku) => data.titles[sku] ?? ""));
  const invoicesByDay = new Map<number, number[]>();
  data.placedAtMinutes.forEach((minutes, invoice) => {
    const day = Math.floor(minutes / dayMinutes);
    invoicesByDay.set(day, [...(invoicesByDay.get(day) ?? []), invoice]);
  });
  const first = Math.min(...invoicesByDay.keys());
  const last = Math.max(...invoicesByDay.keys());
  const shelf = new Map<number, Shelf>();
  const variants = [...kept].map(([sku, at]): RetailVariant => {
    const code = data.skus[sku] ?? String(sku);
    const title = data.titles[sku] || code;
    const priceMinor = firstPrice(data, sku);
    const item = generateItem(seed, code, priceMinor, 1);
    shelf.set(sku, { priceMinor, prices: [], sold: [], available: 40 });
    // Ids are compared as text by cursors: the same length each.
    const id = String(1_000_000 + sku);
    return {
      id: `gid://shopify/ProductVariant/${id}`,
      product: `gid://shopify/Product/${id}`,
      item: `gid://shopify/InventoryItem/${id}`,
      sku: code,
      title,
      supplier: item.supplier,
      type: types[at] ?? "",
      priceMinor,
      costMinor: item.costMinor,
    };
  });
  const idOf = (sku: number) => variants[kept.get(sku) ?? -1]?.id ?? "";
  const days: RetailDay[] = [];
  for (let day = first; day <= last; day += 1) {
    const row: RetailDay = { day, orders: [], lines: [], returns: [], prices: [], levels: [] };
    const units = new Map<number, number>();
    for (const invoice of invoicesByDay.get(day) ?? []) {
      let totalMinor = 0;
      const order = `gid://shopify/Order/${invoice}`;
      for (let line = data.firstLine[invoice] ?? 0; line < (data.firstLine[invoice + 1] ?? 0); line += 1) {
        const sku = data.skuIndex[line] ?? -1;
        const held = shelf.get(sku);
        if (!held) continue;
        const quantity = data.quantity[line] ?? 0;
        const priceMinor = data.unitPriceMinor[line] ?? 0;
        const variant = idOf(sku);
        if (quantity < 0) {
          row.returns.push({ id: `r${line}`, variant, quantity: -quantity, amountMinor: -quantity * priceMinor });
          continue;
        }
        row.lines.push({ id: `l${line}`, order, variant, quantity, priceMinor });
        totalMinor += quantity * priceMinor;
        units.set(sku, (units.get(sku) ?? 0) + quantity);
        held.prices.push({ day, priceMinor });
      }
      if (totalMinor > 0) row.orders.push({ id: order, at: (data.placedAtMinutes[invoice] ?? 0) * 60_000, totalMinor });
    }
    for (const [sku, held] of shelf) {
      const sold = units.get(sku) ?? 0;
      const before = held.available;
      restock(held, sold, day);
      if (held.available !== before) row.levels.push({ variant: idOf(sku), available: held.available });
      const priceMinor = modal(held, day);
      if (priceMinor !== held.priceMinor) row.prices.push({ variant: idOf(sku), priceMinor });
      held.priceMinor = priceMinor;
    }
    days.push(row);
  }
  return { variants, days };
}

interface Shelf {
  priceMinor: number;
  prices: { day: number; priceMinor: number }[];
  sold: { day: number; units: number }[];
  available: number;
}

function restock(held: Shelf, sold: number, day: number): void {
  if (sold > 0) held.sold.push({ day, units: sold });
  held.sold = held.sold.filter((each) => each.day > day - 56);
  held.available -= sold;
  const daily = held.sold.reduce((sum, each) => sum + Math.min(each.units, 200), 0) / 56;
  if (held.available < daily * 14 || held.available < 0) held.available = Math.ceil(daily * 42) + 1;
}

function modal(held: Shelf, day: number): number {
  held.prices = held.prices.filter((each) => each.day > day - priceDays);
  const counts = new Map<number, number>();
  for (const { priceMinor } of held.prices) counts.set(priceMinor, (counts.get(priceMinor) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return best && best[0] > 0 ? best[0] : held.priceMinor;
}

function firstPrice(data: Dataset, sku: number): number {
  const line = data.skuIndex.findIndex((each, at) => each === sku && (data.unitPriceMinor[at] ?? 0) > 0);
  return data.unitPriceMinor[line] ?? 100;
}

function spread(data: Dataset, count: number): number[] {
  const lines = new Map<number, number>();
  for (const sku of data.skuIndex) lines.set(sku, (lines.get(sku) ?? 0) + 1);
  const ranked = [...lines].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([sku]) => sku);
  const step = Math.max(1, ranked.length / count);
  return Array.from({ length: Math.min(count, ranked.length) }, (_, at) => ranked[Math.floor(at * step)] ?? 0);
}

function typesOf(titles: string[]): string[] {
  const words = titles.map((title) => title.trim().split(/\s+/).at(-1) ?? "");
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return words.map((word) => ((times.get(word) ?? 0) >= 3 ? word : "Giftware"));
}
