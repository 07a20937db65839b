import { declarations } from "#schemas/db/table.ts";
import { quoted, type Shape } from "./shapes.ts";
import { erased } from "./terms.ts";

/** Whose rows: the customer's own, or those of their orders. */
export interface Person {
  customer: string | null;
  orders: readonly string[];
}

export interface Declared {
  shape: Shape;
  column: string;
  ids: readonly string[];
  how: "clear" | "delete";
  personal: readonly string[];
}

/** Tables that declare how a customer's rows are found, those found by the order first: the customer's own lead to their orders. */
export function declaredFor(shapes: readonly Shape[], person: Person): Declared[] {
  const found = shapes.flatMap((shape): Declared[] => {
    const { erase, personal = [] } = declarations.get(shape.name) ?? {};
    if (!erase || "not" in erase) return [];
    if ("order" in erase) return [{ shape, column: erase.order, ids: person.orders, how: erase.how, personal }];
    return person.customer === null
      ? []
      : [{ shape, column: erase.customer, ids: [person.customer], how: erase.how, personal }];
  });
  return found.sort((a, b) => Number(b.ids === person.orders) - Number(a.ids === person.orders));
}

/** The statement that empties, or removes, the rows of one table, and its bound ids. */
export function eraseDeclared(db: D1Database, { shape, column, ids, how, personal }: Declared): D1PreparedStatement {
  const where = `${quoted(column)} IN (SELECT value FROM json_each(?1))`;
  const text = JSON.stringify(ids);
  if (how === "delete") return db.prepare(`DELETE FROM ${quoted(shape.name)} WHERE ${where}`).bind(text);
  const emptied = (name: string) =>
    shape.required.has(name) ? (shape.text.includes(name) ? `'${erased}'` : "0") : "NULL";
  const set = personal.map((name) => `${quoted(name)} = ${emptied(name)}`).join(", ");
  const left = personal.map((name) => `${quoted(name)} IS NOT ${emptied(name)}`).join(" OR ");
  return db.prepare(`UPDATE ${quoted(shape.name)} SET ${set} WHERE ${where} AND (${left})`).bind(text);
}

const telling = /mail|phone|name|address|street/;

/** What the rows about to be emptied say that can be looked for elsewhere; keyed hashes say nothing. */
export async function readDeclared(db: D1Database, { shape, column, ids, personal }: Declared): Promise<string[]> {
  const columns = personal.filter(
    (name) => telling.test(name) && !/_(?:key|hash)$/.test(name) && shape.text.includes(name),
  );
  if (columns.length === 0) return [];
  const { results } = await db
    .prepare(
      `SELECT DISTINCT ${columns.map(quoted).join(", ")} FROM ${quoted(shape.name)} WHERE ${quoted(column)} IN (SELECT value FROM json_each(?1))`,
    )
    .bind(JSON.stringify(ids))
    .all<Record<string, unknown>>();
  return results
    .flatMap((row) => columns.map((name) => String(row[name] ?? "")))
    .filter((value) => value.length >= 7 && value !== erased);
}
