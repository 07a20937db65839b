import { readdirSync } from "node:fs";
import { getTableColumns, is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, it } from "vitest";
import { migrated } from "./migrated.fixture.ts";
import { type Declaration, declarations } from "./table.ts";

const here = import.meta.dirname;
const files = readdirSync(here).filter((file) => file.endsWith(".ts") && !/^table\.ts$|\.test\.ts$/.test(file));
const modules = await Promise.all(files.map((file) => import(`${here}/${file}`) as Promise<Record<string, unknown>>));
const columns = new Map<string, Set<string>>();
for (const value of modules.flatMap((module) => Object.values(module)))
  if (is(value, SQLiteTable)) {
    const name = (value as unknown as Record<symbol, string>)[Symbol.for("drizzle:Name")] ?? "";
    columns.set(name, new Set(Object.values(getTableColumns(value)).map((column) => column.name)));
  }

/** What is wrong with a declaration, given the columns the table has. */
function problems(declaration: Declaration | undefined, own: ReadonlySet<string>): string[] {
  if (!declaration) return ["is not declared: make it with table() of schemas/db/table.ts"];
  const { retention, personal, erase } = declaration;
  const named = [
    ...("days" in retention ? [retention.since].flat() : []),
    ...personal,
    ...(erase && "customer" in erase ? [erase.customer] : []),
    ...(erase && "order" in erase ? [erase.order] : []),
  ];
  const about = [...own].filter((column) => /customer|e_?mail|phone|address|first_name|last_name/.test(column));
  return [
    ...named.filter((column) => !own.has(column)).map((column) => `names ${column}, which it does not have`),
    ...(personal.length > 0 && !erase ? ["holds personal data: declare `erase`"] : []),
    ...about
      .filter((column) => !personal.includes(column))
      .map((column) => `has ${column}, which is not declared personal`),
  ];
}

it("every table there is declares how long it keeps what, and whom it is about", () => {
  const names = migrated()
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'")
    .all()
    .map(({ name }) => String(name));
  expect(names.length).toBeGreaterThan(30);
  const wrong = names.flatMap((name) =>
    problems(declarations.get(name), columns.get(name) ?? new Set()).map((each) => `${name} ${each}`),
  );
  expect(wrong).toEqual([]);
});

it("a table that was not declared, or says too little, is found", () => {
  const forever = { forever: "test" };
  expect(problems(undefined, new Set())).toHaveLength(1);
  expect(problems({ retention: forever, personal: ["email"] }, new Set(["email"]))).toEqual([
    "holds personal data: declare `erase`",
  ]);
  expect(problems({ retention: forever, personal: [] }, new Set(["shipping_address"]))).toHaveLength(1);
  expect(problems({ retention: { days: 1, since: "at" }, personal: [] }, new Set(["id"]))).toHaveLength(1);
});
