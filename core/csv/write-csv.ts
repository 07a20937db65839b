export type CsvCell = string | number | null;

/** What a spreadsheet takes for the beginning of a formula, its full-width forms included (OWASP, CSV injection). */
const formula = /^[\s]*[=+\-@＝＋－＠\t\r]/;

/**
 * Rows as RFC 4180: CRLF after each, a field quoted where it holds a comma, a quote or a break. A text that a spreadsheet
 * would run as a formula gets an apostrophe before it; numbers are left alone.
 * @example writeCsv([["sku", 'a "b"'], ["=1+1", 2]]) // 'sku,"a ""b"""\r\n\'=1+1,2\r\n'
 */
export function writeCsv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

function field(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
