import type { GraphQLResolveInfo } from "graphql";
import type { Shop } from "../store/shop.ts";

/** What one call may see: the shop, who calls, and what the call has collected for `extensions`. */
export interface Call {
  shop: Shop;
  client: string;
  scopes: ReadonlySet<string>;
  /** The key of the root field being executed, when it carries `@idempotent`. */
  idempotencyKey?: string | undefined;
  searchWarnings: unknown[];
  /** Rows already read in this call, by table and id. */
  seen: Map<string, Map<number, unknown>>;
  /** Set when a commit that was held back is finally executed. */
  delayed?: boolean;
}

/** `never` lets each resolver say what it takes; the schema guarantees that it gets it. */
export type Resolver = (source: never, args: never, call: Call, info: GraphQLResolveInfo) => unknown;
export type Resolvers = Record<string, Record<string, Resolver>>;

export interface UserError {
  field: string[] | null;
  message: string;
  code?: string;
}

/** Reads a row once per call. */
export function readOnce<Row>(call: Call, select: string, table: string, id: number): Row | undefined {
  let rows = call.seen.get(table) as Map<number, Row> | undefined;
  if (rows === undefined) {
    rows = new Map();
    call.seen.set(table, rows);
  }
  let row = rows.get(id);
  if (row === undefined) {
    row = call.shop.database.get<Row>(`${select} WHERE ${table}.id = ?`, id);
    if (row !== undefined) rows.set(id, row);
  }
  return row;
}
