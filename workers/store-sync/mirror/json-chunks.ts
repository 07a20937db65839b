/** D1 refuses a bound value above 2 MB in production; half of it keeps a statement's work short. */
const mostBytes = 1_000_000;

/** Rows as JSON arrays small enough to be bound, each element the JSON of `encode(row)`. */
export function jsonChunks<Row>(rows: readonly Row[], encode: (row: Row) => unknown = (row) => row): string[] {
  const chunks: string[] = [];
  let parts: string[] = [];
  let bytes = 2;
  for (const row of rows) {
    const part = JSON.stringify(encode(row));
    const size = byteBound(part) + 1;
    if (parts.length > 0 && bytes + size > mostBytes) {
      chunks.push(`[${parts.join(",")}]`);
      parts = [];
      bytes = 2;
    }
    parts.push(part);
    bytes += size;
  }
  if (parts.length > 0) chunks.push(`[${parts.join(",")}]`);
  return chunks;
}

const ascii = /^[\x20-\x7e]*$/;

/** At least the UTF-8 length, without encoding: a UTF-16 unit takes at most three bytes. */
function byteBound(text: string): number {
  return ascii.test(text) ? text.length : 3 * text.length;
}
