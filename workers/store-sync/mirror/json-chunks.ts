/** D1 refuses a bound value above 2 MB in production; half of it leaves room for multi-byte text. */
const mostCharacters = 1_000_000;

/** Rows as JSON arrays small enough to be bound, each element the JSON of `encode(row)`. */
export function jsonChunks<Row>(rows: readonly Row[], encode: (row: Row) => unknown = (row) => row): string[] {
  const chunks: string[] = [];
  let parts: string[] = [];
  let length = 2;
  for (const row of rows) {
    const part = JSON.stringify(encode(row));
    if (parts.length > 0 && length + part.length + 1 > mostCharacters) {
      chunks.push(`[${parts.join(",")}]`);
      parts = [];
      length = 2;
    }
    parts.push(part);
    length += part.length + 1;
  }
  if (parts.length > 0) chunks.push(`[${parts.join(",")}]`);
  return chunks;
}
