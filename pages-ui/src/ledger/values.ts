import { money } from "../lib/format/money.ts";
import { figure } from "../lib/format/number.ts";

/** One value that an action changes, in words; `label` is null when there is only one. */
export interface Change {
  label: string | null;
  before: string | null;
  after: string | null;
}

/** What differs between an action's `before` and `after`, whose shapes are its kind's own; what the row is called is left out. */
export function changesOf(before: unknown, after: unknown, currency: string, name?: string): Change[] {
  if (isRecord(before) || isRecord(after)) {
    const left = isRecord(before) ? before : {};
    const right = isRecord(after) ? after : {};
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].filter(
      (key) =>
        JSON.stringify(left[key]) !== JSON.stringify(right[key]) &&
        !isIdentity(key) &&
        (name === undefined || right[key] !== name),
    );
    return keys.map((key) => ({
      label: keys.length === 1 ? null : labelOf(key),
      before: valueText(left[key], currency, key),
      after: valueText(right[key], currency, key),
    }));
  }
  return [{ label: null, before: valueText(before, currency), after: valueText(after, currency) }];
}

/** One value as text, or null when there is none; the key tells money from counts. */
export function valueText(value: unknown, currency: string, key = ""): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "number") return /minor$/i.test(key) ? money(value, currency) : figure(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  // The shop's words for states are shouted.
  if (typeof value === "string")
    return /^(status|level|state)$/.test(key) ? value.toLowerCase().replaceAll("_", " ") : value;
  if (Array.isArray(value)) return value.length === 1 ? "1 line" : `${value.length} lines`;
  if (isRecord(value) && typeof value.amount === "string") return value.amount;
  return JSON.stringify(value);
}

/** @example labelOf("compareAtPriceMinor") // "compare at price" */
export function labelOf(key: string): string {
  return key
    .replace(/(Minor|Percent|Ms|[-_. ]minor)$/, "")
    .replace(/[-_.]/g, " ")
    .replace(/([a-z])([A-Z])/g, (_, last: string, first: string) => `${last} ${first.toLowerCase()}`);
}

/** A figure cited by a reason, read by its name: `…Minor` is money, shares and probabilities are percent. */
export function figureText(name: string, value: number, currency: string): string {
  if (/minor/i.test(name)) return money(value, currency);
  if (/percent$/i.test(name)) return `${figure(value)}\u00a0%`;
  if (/share|probability|rate$/i.test(name) && Math.abs(value) <= 1)
    return `${figure(Math.round(value * 1000) / 10)}\u00a0%`;
  if (/days$/i.test(name)) return `${figure(value)}\u00a0d`;
  return figure(value);
}

function isIdentity(key: string): boolean {
  return /(^id|Ids?|gid|currency)$/.test(key);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
