import { currencyExponent } from "#core/money/currency.ts";

/**
 * Minor units of a supplier's figure (text or number, digits beyond the currency's rounded up: a cost is never made
 * smaller). Null when nothing is said; NaN when what is said is no figure.
 */
export function costMinorOf(value: unknown, currency: string): number | null {
  if (value === null || value === undefined || value === "") return null;
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  if (!/^-?\d+(\.\d+)?([eE]-?\d+)?$/.test(text)) return Number.NaN;
  const minor = Number(text) * 10 ** currencyExponent(currency);
  return Number.isFinite(minor) ? Math.ceil(Number(minor.toFixed(6))) : Number.NaN;
}

/** A count or a share as text or number; null when nothing readable is said. */
export function figureOf(value: unknown): number | null {
  if (value === null || value === undefined || value === "") return null;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
}

/** `7-12`, `7 - 12 days` or `9` as the shortest and longest number of days. */
export function daysOf(value: unknown): { low: number | null; high: number | null } {
  const [, low, high] = /^\s*(\d{1,3})(?:\s*(?:-|–|to)\s*(\d{1,3}))?/.exec(String(value ?? "")) ?? [];
  if (low === undefined) return { low: null, high: null };
  return { low: Number(low), high: Number(high ?? low) };
}
