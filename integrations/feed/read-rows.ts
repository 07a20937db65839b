import { KitError } from "#agent-kit/errors.ts";

export type FeedRow = Record<string, unknown>;

/** Rows of a feed, CSV by its header or a JSON list; keys in lower case with single underscores. */
export function readRows(text: string, mostRows: number): FeedRow[] {
  const trimmed = text.trimStart();
  const rows = trimmed.startsWith("[") || trimmed.startsWith("{") ? jsonRows(trimmed) : csvRows(text, mostRows);
  return rows
    .slice(0, mostRows)
    .map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [keyOf(key), value])));
}

function jsonRows(text: string): FeedRow[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable("is no JSON");
  }
  const list = Array.isArray(value) ? value : (value as { products?: unknown } | null)?.products;
  if (!Array.isArray(list)) throw unreadable("has no list of products");
  return list.filter((row): row is FeedRow => typeof row === "object" && row !== null && !Array.isArray(row));
}

function csvRows(text: string, mostRows: number): FeedRow[] {
  const [header, ...rows] = splitCsv(text.replace(/^\uFEFF/, ""), mostRows + 1);
  if (header === undefined || header.length < 2) throw unreadable("has no header of columns");
  return rows
    .filter((row) => row.some((field) => field !== ""))
    .map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ""])));
}

/** RFC 4180, with `;` or a tab as separator where the header has more of them than commas. */
function splitCsv(text: string, mostRows: number): string[][] {
  const head = text.slice(0, text.search(/\r?\n|$/));
  const separator = [",", ";", "\t"].toSorted((a, b) => head.split(b).length - head.split(a).length)[0]!;
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length && rows.length < mostRows; at += 1) {
    const char = text[at]!;
    if (quoted && char === '"' && text[at + 1] === '"') {
      field += '"';
      at += 1;
    } else if (char === '"' && (quoted || field === "")) quoted = !quoted;
    else if (quoted) field += char;
    else if (char === separator) {
      row.push(field.trim());
      field = "";
    } else if (char === "\n") {
      rows.push([...row, field.trim()]);
      row = [];
      field = "";
    } else if (char !== "\r") field += char;
  }
  if (rows.length < mostRows && (field !== "" || row.length > 0)) rows.push([...row, field.trim()]);
  return rows;
}

function keyOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_");
}

function unreadable(why: string): KitError {
  return new KitError({
    code: "unreadable-reply",
    message: `The supplier feed ${why}.`,
    outcome: "refused",
    report: false,
  });
}
