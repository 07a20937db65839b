import { readdirSync } from "node:fs";
import { getTableColumns, getTableName, is, Table } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { fromRoot } from "../platform/paths.ts";
import { readRetention, retentionText } from "./retention.ts";

const files = readdirSync(fromRoot("schemas/db")).filter((file) => /^[\w-]+\.ts$/.test(file));
const modules = await Promise.all(files.map((file) => import(`../../schemas/db/${file}`) as Promise<object>));
const tables = modules.flatMap((module) =>
  Object.entries(module).flatMap(([name, value]) => (is(value, Table) ? [{ name, table: value }] : [])),
);
const underscored = (name: string) => name.replace(/[A-Z]|\d+/g, (letter) => `_${letter.toLowerCase()}`);

it("what control knows of retention is what the tables declare", async () => {
  expect(readRetention(), "npm run db -- generate <name> writes it").toBe(await retentionText());
});

describe.each(tables)("$name", ({ name, table }) => {
  it("is called in the database as here, but for the spelling", () => {
    expect(getTableName(table)).toBe(underscored(name));
    for (const [key, column] of Object.entries(getTableColumns(table))) expect(column.name).toBe(underscored(key));
  });
});
