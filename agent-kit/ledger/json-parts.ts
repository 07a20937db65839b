/** D1 takes at most 2 MB in one parameter; well under it, so that multi-byte text cannot pass the limit. */
const largestCharacters = 400_000;

/** Rows as JSON arrays small enough to be one parameter each; none for no rows. */
export function inParts(rows: readonly unknown[]): string[] {
  const parts: string[] = [];
  let part: string[] = [];
  let size = 0;
  for (const row of rows) {
    const json = JSON.stringify(row);
    if (size + json.length > largestCharacters && part.length > 0) {
      parts.push(`[${part.join(",")}]`);
      part = [];
      size = 0;
    }
    part.push(json);
    size += json.length + 1;
  }
  if (part.length > 0) parts.push(`[${part.join(",")}]`);
  return parts;
}
