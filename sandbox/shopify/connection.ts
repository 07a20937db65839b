import type { SQLInputValue } from "node:sqlite";
import { fieldError } from "./errors.ts";
import type { Call } from "./resolver.ts";

export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  reverse?: boolean | null;
}

export interface Listing {
  /** `SELECT … FROM …` without WHERE. */
  select: string;
  where: string[];
  values: SQLInputValue[];
  /** A column or expression to sort by; rows with equal values follow their id. */
  sort: string;
  id: string;
}

export interface Connection<Row> {
  nodes: Row[];
  edges: { node: Row; cursor: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

type Keyed = { sort_value: string | number | null; sort_id: number };

/** One page of a listing by key, so that a page costs the same wherever it begins. Throws on a page Shopify refuses. */
export function connect<Row>(call: Call, listing: Listing, page: PageArguments): Connection<Row> {
  const size = page.first ?? page.last;
  if (size === null || size === undefined) {
    throw fieldError("BAD_REQUEST", "you must provide one of first or last");
  }
  if (size < 0 || size > 250) {
    throw fieldError("BAD_REQUEST", `first must be between 0 and 250, was ${size}`);
  }
  const backwards = page.first === null || page.first === undefined;
  const descending = (page.reverse === true) !== backwards;
  const where = [...listing.where];
  const values = [...listing.values];
  const cursor = backwards ? page.before : page.after;
  if (cursor !== null && cursor !== undefined) {
    const { value, id } = parseCursor(cursor);
    where.push(`(${listing.sort}, ${listing.id}) ${descending ? "<" : ">"} (?, ?)`);
    values.push(value, id);
  }
  const direction = descending ? "DESC" : "ASC";
  const select = listing.select.replace(/^SELECT /, `SELECT ${listing.sort} AS sort_value, ${listing.id} AS sort_id, `);
  const rows = call.shop.database.all<Row & Keyed>(
    `${select} ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""}
     ORDER BY ${listing.sort} ${direction}, ${listing.id} ${direction} LIMIT ?`,
    ...values,
    size + 1,
  );
  const more = rows.length > size;
  const nodes = rows.slice(0, size);
  if (backwards) nodes.reverse();
  return toConnection(
    nodes,
    backwards
      ? { hasNextPage: cursor !== null && cursor !== undefined, hasPreviousPage: more }
      : { hasNextPage: more, hasPreviousPage: cursor !== null && cursor !== undefined },
  );
}

function toConnection<Row>(
  nodes: (Row & Keyed)[],
  more: { hasNextPage: boolean; hasPreviousPage: boolean },
): Connection<Row> {
  const cursorOf = (row: Keyed | undefined) => (row === undefined ? null : encodeCursor(row.sort_value, row.sort_id));
  return {
    nodes,
    get edges() {
      return nodes.map((node) => ({ node, cursor: encodeCursor(node.sort_value, node.sort_id) }));
    },
    pageInfo: { ...more, startCursor: cursorOf(nodes[0]), endCursor: cursorOf(nodes.at(-1)) },
  };
}

/** A connection over rows at hand, in their order. */
export function connectRows<Row extends object>(rows: Row[], page: PageArguments): Connection<Row> {
  const keyed = rows.map((row, index) => ({ ...row, sort_value: index, sort_id: index }));
  const after = page.after === null || page.after === undefined ? -1 : parseCursor(page.after).id;
  const from = keyed.slice(after + 1);
  const nodes = from.slice(0, page.first ?? from.length);
  return toConnection(nodes, { hasNextPage: from.length > nodes.length, hasPreviousPage: after >= 0 });
}

function encodeCursor(value: string | number | null, id: number): string {
  return Buffer.from(JSON.stringify([value, id])).toString("base64url");
}

function parseCursor(cursor: string): { value: string | number | null; id: number } {
  try {
    const [value, id] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as [
      string | number | null,
      number,
    ];
    return { value, id };
  } catch {
    throw fieldError("BAD_REQUEST", `Invalid cursor for current pagination sort.`);
  }
}
