import type { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { migrate, migrated } from "./migrated.fixture.ts";

const rebuilt = ["actions", "forecasts", "daily_series", "runs"];

/** Rows of a table with something else in every column of every row. */
function fill(db: DatabaseSync, table: string): void {
  const columns = db.prepare("SELECT name, type FROM pragma_table_info(?)").all(table);
  const insert = db.prepare(
    `INSERT INTO ${table} (${columns.map(({ name }) => `"${name}"`)}) VALUES (${columns.map(() => "?")})`,
  );
  for (let row = 0; row < 3; row += 1)
    insert.run(...columns.map(({ name, type }, at) => (type === "TEXT" ? `${name} ${row}` : 100 * row + at)));
}

function held(db: DatabaseSync, table: string) {
  return {
    rows: db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all(),
    columns: db.prepare('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)').all(table),
    indexes: db
      .prepare(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND type = 'index' AND sql IS NOT NULL ORDER BY 1",
      )
      .all(table),
  };
}

it("the tables of large rows keep every row, column and index when they get a rowid", () => {
  const file = "0015_large-rows.sql";
  const db = migrated({ before: file });
  for (const table of rebuilt) fill(db, table);
  const before = rebuilt.map((table) => held(db, table));
  migrate(db, file);
  expect(rebuilt.map((table) => held(db, table))).toEqual(before);
  expect(before.map(({ rows }) => rows.length)).toEqual([3, 3, 3, 3]);
});

it("a row that may be large is found by a tree of keys, not of rows", () => {
  const db = migrated();
  const without = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'")
    .all()
    .map(({ name }) => String(name));
  const large = /^(document|payload|log|data|body|detail|figures|measures)$/;
  const wrong = without.filter((name) =>
    db
      .prepare("SELECT name FROM pragma_table_info(?)")
      .all(name)
      .some((column) => large.test(String(column.name))),
  );
  // A dozen figures with their names; one document, of a kind there are few of.
  expect(wrong).toEqual(["rejections", "snapshots"]);
});
