import { err, ok, type Result } from "#core/result.ts";
import { currencyExponent } from "./currency.ts";

export type MoneyError =
  | { readonly kind: "not-a-decimal"; readonly text: string }
  | { readonly kind: "too-precise"; readonly text: string; readonly exponent: number }
  | { readonly kind: "too-large"; readonly text: string };

/**
 * Integer minor units of a decimal string such as Shopify's `"19.99"`, without ever passing through a float.
 * Digits beyond the currency's exponent are refused unless they are zeros, since dropping them would be an unnamed rounding.
 * @example parseMinor('19.9', 'EUR') // { ok: true, value: 1990 }
 */
export function parseMinor(text: string, currency: string): Result<number, MoneyError> {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return err({ kind: "not-a-decimal", text });
  const exponent = currencyExponent(currency);
  const fraction = match[3] ?? "";
  if (/[1-9]/.test(fraction.slice(exponent))) return err({ kind: "too-precise", text, exponent });
  const minor = Number(`${match[2]}${fraction.slice(0, exponent).padEnd(exponent, "0")}`);
  if (!Number.isSafeInteger(minor)) return err({ kind: "too-large", text });
  return ok(match[1] === "-" && minor !== 0 ? -minor : minor);
}

/** Decimal string with exactly the currency's digits, as Shopify's `Money` scalar expects it. @example formatMinor(-5, 'EUR') // '-0.05' */
export function formatMinor(minor: number, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = Math.abs(minor)
    .toFixed(0)
    .padStart(exponent + 1, "0");
  const sign = minor < 0 ? "-" : "";
  if (exponent === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
