import { phoneNumber, separators } from "./phone-number.ts";
import { quoted, type Shape } from "./shapes.ts";
import { mentions, parsed, withoutContacts, withoutTerms } from "./terms.ts";

type Row = Record<string, unknown>;

const pageSize = 100;

/**
 * Every row of the table with one of the words in any of its texts, in the order of its key. SQL finds candidates, which
 * the caller looks at more closely: `instr` does not know where an id ends. Numbers are looked for in what is left of the
 * texts without the separators that people write into them.
 */
export async function* rowsWith(db: D1Database, shape: Shape, words: readonly string[]): AsyncGenerator<Row[]> {
  if (shape.text.length === 0 || words.length === 0) return;
  const hay = joined(shape.text.map((column) => `coalesce(${quoted(column)}, '')`));
  const key = shape.key.map(quoted).join(", ");
  const marks = shape.key.map((_, at) => `?${at + 3}`).join(", ");
  const numbers = [...new Set(words.flatMap((word) => phoneNumber(word)?.core ?? []))];
  const wanted = [...new Set(words.flatMap((word) => [word, word.toLowerCase()]))];
  const bound = [JSON.stringify(wanted), JSON.stringify(numbers)];
  const bare = separators.reduce((text, each) => `replace(${text}, char(${each.charCodeAt(0)}), '')`, hay);
  const select = (after: string) =>
    `SELECT ${shape.key[0] === "rowid" ? "rowid, " : ""}* FROM ${quoted(shape.name)} WHERE ${after}
     (EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(${hay}, value) > 0 OR instr(lower(${hay}), value) > 0)
       OR EXISTS (SELECT 1 FROM json_each(?2) WHERE instr(${bare}, value) > 0))
     ORDER BY ${key} LIMIT ${pageSize}`;
  for (let after: unknown[] | null = null; ; ) {
    const statement: D1PreparedStatement =
      after === null
        ? db.prepare(select("")).bind(...bound)
        : db.prepare(select(`(${key}) > (${marks}) AND`)).bind(...bound, ...after);
    const { results }: D1Result<Row> = await statement.all<Row>();
    if (results.length > 0) yield results;
    if (results.length < pageSize) return;
    after = shape.key.map((column) => results.at(-1)?.[column]);
  }
}

/** All texts as one, halved and halved again: a chain as long as a table is wide is deeper than D1 lets an expression be. */
function joined(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0] ?? "''";
  const half = Math.ceil(texts.length / 2);
  return `(${joined(texts.slice(0, half))} || char(10) || ${joined(texts.slice(half))})`;
}

/** How many rows still name the person. */
export async function countNaming(db: D1Database, shape: Shape, terms: readonly string[]): Promise<number> {
  let count = 0;
  for await (const rows of rowsWith(db, shape, terms)) count += rows.filter((row) => names(shape, row, terms)).length;
  return count;
}

/** Takes the terms out of every text of the table; a row whose key names the person goes as a whole. Answers how many rows. */
export async function eraseNaming(db: D1Database, shape: Shape, terms: readonly string[]): Promise<number> {
  let count = 0;
  for await (const rows of rowsWith(db, shape, terms)) {
    const changes = rows.flatMap((row) => changed(db, shape, row, (text) => withoutTerms(text, terms)));
    if (changes.length > 0) await db.batch(changes);
    count += changes.length;
  }
  return count;
}

/** What stands in the contacts of documents in rows about the person or their orders. Changes nothing. */
export async function readContacts(db: D1Database, shape: Shape, about: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for await (const rows of rowsWith(db, shape, about))
    for (const text of rows.filter((row) => names(shape, row, about)).flatMap((row) => texts(shape, row)))
      for (const value of withoutContacts(parsed(text)).found) found.add(value);
  return [...found];
}

/** Empties those contacts, what cannot be looked for elsewhere (a town, a first name) included. Answers how many rows. */
export async function eraseContacts(db: D1Database, shape: Shape, about: readonly string[]): Promise<number> {
  let count = 0;
  for await (const rows of rowsWith(db, shape, about)) {
    const theirs = rows.filter((row) => names(shape, row, about));
    const changes = theirs.flatMap((row) =>
      changed(db, shape, row, (text) => {
        const before = parsed(text);
        const after = JSON.stringify(withoutContacts(before).value);
        return before === undefined || after === JSON.stringify(before) ? text : after;
      }),
    );
    if (changes.length > 0) await db.batch(changes);
    count += changes.length;
  }
  return count;
}

function names(shape: Shape, row: Row, words: readonly string[]): boolean {
  return texts(shape, row).some((text) => mentions(text, words));
}

function texts(shape: Shape, row: Row): string[] {
  return shape.text.flatMap((column) => (typeof row[column] === "string" ? [row[column]] : []));
}

function changed(db: D1Database, shape: Shape, row: Row, change: (text: string) => string): D1PreparedStatement[] {
  const written = shape.text.flatMap((column) => {
    const before = row[column];
    if (typeof before !== "string") return [];
    const after = change(before);
    return after === before ? [] : [{ column, after }];
  });
  if (written.length === 0) return [];
  const offset = written.length;
  const where = shape.key.map((column, at) => `${quoted(column)} IS ?${offset + at + 1}`).join(" AND ");
  const key = shape.key.map((column) => row[column]);
  if (written.some(({ column }) => shape.key.includes(column)))
    return [
      db
        .prepare(
          `DELETE FROM ${quoted(shape.name)} WHERE ${where.replace(/\?(\d+)/g, (_, n) => `?${Number(n) - offset}`)}`,
        )
        .bind(...key),
    ];
  const set = written.map(({ column }, at) => `${quoted(column)} = ?${at + 1}`).join(", ");
  return [
    db
      .prepare(`UPDATE ${quoted(shape.name)} SET ${set} WHERE ${where}`)
      .bind(...written.map(({ after }) => after), ...key),
  ];
}
