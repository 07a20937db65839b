import { parseAmount } from "../../lib/format/money.ts";

export interface PriceLine {
  sku: string;
  priceMinor: number;
}

export interface ReadLines {
  changes: PriceLine[];
  /** The lines that are none, as they were written. */
  unreadable: string[];
}

/** What was typed or pasted: a SKU and its new price a line, with spaces, a comma, a semicolon or a tab between. */
export function readLines(text: string, currency: string): ReadLines {
  const changes: PriceLine[] = [];
  const unreadable: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "") continue;
    const [, sku = "", price = ""] = /^\s*(.+?)\s*[\s,;]\s*(\d+(?:[.,]\d+)?)\s*$/.exec(line) ?? [];
    const priceMinor = parseAmount(price, currency);
    if (sku === "" || priceMinor === null || priceMinor === 0) unreadable.push(line.trim());
    else changes.push({ sku, priceMinor });
  }
  return { changes, unreadable };
}
