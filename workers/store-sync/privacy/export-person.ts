import { sealPersonal } from "#agent-kit/privacy/subject.ts";
import type { PrivacyIdentity } from "#integrations/shopify/privacy.ts";
import { declaredFor } from "./declared.ts";
import { ordersOf } from "./erase-person.ts";
import { quoted, readShapes, type Shape } from "./shapes.ts";
import { rowsWith } from "./sweep.ts";
import { mentions, termsOf } from "./terms.ts";

/** How long the merchant may fetch it. */
export const documentMs = 14 * 86_400_000;
/** Characters of one sealed part. */
const partSize = 30_000;
const mostRows = 5_000;

/** What the export says, and nothing that others are named in. */
export interface PersonDocument {
  request: string;
  madeAt: string;
  customer: string | null;
  orders: string[];
  /** Rows of each table that are theirs or name them, columns as the database has them. */
  tables: Record<string, Record<string, unknown>[]>;
  /** True when a table had more rows than are told. */
  shortened: boolean;
}

/** Everything we hold about one person: rows their tables declare as theirs, their orders' lines, and rows that name them. */
export async function exportPerson(
  db: D1Database,
  identity: PrivacyIdentity,
  request: { id: string; now: number },
): Promise<PersonDocument> {
  const shapes = (await readShapes(db)).filter(({ name }) => !name.startsWith("privacy_"));
  const orders = await ordersOf(db, identity);
  const tables = new Map<string, Map<string, Record<string, unknown>>>();
  let shortened = false;
  const keep = (shape: Shape, rows: readonly Record<string, unknown>[]) => {
    const held = tables.get(shape.name) ?? new Map<string, Record<string, unknown>>();
    for (const { rowid: _, ...row } of rows) {
      if (held.size >= mostRows) shortened = true;
      else held.set(JSON.stringify(shape.key.map((column) => row[column] ?? row)), row);
    }
    if (held.size > 0) tables.set(shape.name, held);
  };
  const theirs = [
    ...declaredFor(shapes, { customer: identity.customer, orders }).map(({ shape, column, ids }) => ({
      shape,
      column,
      ids,
    })),
    ...shapes
      .filter(({ columns }) => columns.includes("order_id"))
      .map((shape) => ({ shape, column: "order_id", ids: orders })),
    ...shapes.filter(({ name }) => name === "orders").map((shape) => ({ shape, column: "id", ids: orders })),
  ];
  for (const { shape, column, ids } of theirs) {
    const { results } = await db
      .prepare(
        `SELECT * FROM ${quoted(shape.name)} WHERE ${quoted(column)} IN (SELECT value FROM json_each(?1)) LIMIT ${mostRows + 1}`,
      )
      .bind(JSON.stringify(ids))
      .all<Record<string, unknown>>();
    keep(shape, results);
  }
  const terms = termsOf(identity);
  for (const shape of shapes)
    for await (const rows of rowsWith(db, shape, terms))
      keep(
        shape,
        rows.filter((row) => shape.text.some((column) => mentions(String(row[column] ?? ""), terms))),
      );
  return {
    request: request.id,
    madeAt: new Date(request.now).toISOString(),
    customer: identity.customer,
    orders,
    tables: Object.fromEntries([...tables].map(([name, rows]) => [name, [...rows.values()]])),
    shortened,
  };
}

/** The sealed document's rows; empty without a key, because it is not kept in the open. */
export async function sealDocument(
  db: D1Database,
  document: PersonDocument,
  secret: string,
  until: number,
): Promise<D1PreparedStatement[]> {
  const text = JSON.stringify(document);
  const count = Math.ceil(text.length / partSize);
  const parts = await Promise.all(
    Array.from({ length: count }, (_, part) =>
      sealPersonal(secret, text.slice(part * partSize, (part + 1) * partSize), `${document.request} ${part}`),
    ),
  );
  return parts.map((sealed, part) =>
    db
      .prepare("INSERT OR REPLACE INTO privacy_documents (request_id, part, sealed, until) VALUES (?1, ?2, ?3, ?4)")
      .bind(document.request, part, sealed, until),
  );
}
