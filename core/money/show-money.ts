const formats = new Map<string, Intl.NumberFormat>();

/** Money as a person reads it, in a sentence. @example showMoney(9003516, 'GBP') // '£90,035.16' */
export function showMoney(minor: number, currency: string): string {
  let format = formats.get(currency);
  if (!format) {
    format = new Intl.NumberFormat("en-GB", { style: "currency", currency });
    formats.set(currency, format);
  }
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

/** A whole number as a person reads it. @example showCount(127733) // '127,733' */
export function showCount(value: number): string {
  return Math.round(value).toLocaleString("en-GB");
}
