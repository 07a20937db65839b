const locale = "en-GB";

interface MoneyStyle {
  /** Write a plus before gains. */
  signed?: boolean;
  /** Leave the pence away from 100 units up, where nobody reads them. */
  rough?: boolean;
}

/** Minor units as a person reads them. @example money(-512, "GBP") // "−£5.12" */
export function money(minor: number, currency: string, { signed = false, rough = false }: MoneyStyle = {}): string {
  const plain = new Intl.NumberFormat(locale, { style: "currency", currency });
  const digits = plain.resolvedOptions().maximumFractionDigits ?? 2;
  const units = minor / 10 ** digits;
  const format =
    rough && Math.abs(units) >= 100
      ? new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 0 })
      : plain;
  return withSign(format.format(Math.abs(units)), minor, signed);
}

/** The same without the currency, for columns whose head names it. @example amount(495, "GBP") // "4.95" */
export function amount(minor: number, currency: string): string {
  const digits = new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  const units = minor / 10 ** (digits ?? 2);
  const text = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    Math.abs(units),
  );
  return withSign(text, minor, false);
}

/** Minor units of what a person typed, or null when it is no amount. */
export function parseAmount(text: string, currency: string): number | null {
  const match = /^\s*(\d+)(?:[.,](\d+))?\s*$/.exec(text);
  if (!match) return null;
  const digits =
    new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const fraction = match[2] ?? "";
  if (fraction.length > digits) return null;
  const minor = Number(`${match[1]}${fraction.padEnd(digits, "0")}`);
  return Number.isSafeInteger(minor) ? minor : null;
}

function withSign(text: string, value: number, signed: boolean): string {
  if (value < 0) return `−${text}`;
  return signed && value > 0 ? `+${text}` : text;
}
