const locale = "en-GB";
/** Keeps a number and its unit on one line. */
export const nbsp = "\u00a0";
const whole = new Intl.NumberFormat(locale);

export function count(value: number): string {
  return whole.format(value);
}

/** Rounded to whole percent; what is not quite none or all is never said to be. @example percent(0.873) // "87 %" */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  if (whole === 100 && share < 1) return `over 99${nbsp}%`;
  if (whole === 0 && share > 0) return `under 1${nbsp}%`;
  return `${whole}${nbsp}%`;
}

/** A change that is already in percent. @example movePercent(-2.44) // "−2.4 %" */
export function movePercent(value: number): string {
  const text = Math.abs(value).toFixed(1).replace(/\.0$/, "");
  if (text === "0") return `0${nbsp}%`;
  return `${value < 0 ? "−" : "+"}${text}${nbsp}%`;
}

/** A figure whose unit is not known: as short as it is honest. @example figure(-1.3049) // "−1.3" */
export function figure(value: number): string {
  if (Number.isInteger(value)) return withMinus(whole.format(Math.abs(value)), value);
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 1 ? 1 : 2;
  return withMinus(new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(size), value);
}

const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/** Small numbers in words, as prose has them. @example inWords(3) // "three" */
export function inWords(value: number): string {
  return words[value] ?? count(value);
}

/** @example plural(2, "price") // "2 prices" */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function withMinus(text: string, value: number): string {
  return value < 0 && text !== "0" ? `−${text}` : text;
}
