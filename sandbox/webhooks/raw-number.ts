const MARK = "\u0001number:";

/** A number of any size for `stringify`, which prints its digits bare: above 2^53 a JavaScript number would lose some. */
export function rawNumber(digits: string): string {
  return `${MARK}${digits}`;
}

export function stringify(body: unknown): string {
  return JSON.stringify(body).replaceAll(/"\\u0001number:(-?\d+)"/g, "$1");
}
