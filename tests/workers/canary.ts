import { vi } from "vitest";

/** A customer as a shop's messages name one; each value is looked for by itself. */
export const canaryCustomer = {
  mail: "canary.customer@example.com",
  first: "Canarina",
  name: "Canarina Birdwell",
  phone: "+44 20 7946 0958",
  street: "17 Canary Wharf Steps",
};

/** Everything said on the console from now on, until mocks are restored. */
export function consoleLines(): string[] {
  const lines: string[] = [];
  for (const method of ["log", "info", "warn", "error", "debug", "trace"] as const)
    vi.spyOn(console, method).mockImplementation((...said) => void lines.push(said.map(String).join(" ")));
  return lines;
}

/** Every row of every table, as text. */
export async function everyRow(db: D1Database): Promise<string> {
  const tables = await db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'")
    .all<{ name: string }>();
  const rows = await Promise.all(
    tables.results
      .filter(({ name }) => !name.startsWith("sqlite_"))
      .map(({ name }) => db.prepare(`SELECT * FROM "${name}"`).all()),
  );
  return JSON.stringify(rows.map(({ results }) => results));
}

/** Every key and its value, as text. */
export async function everyValue(kv: KVNamespace): Promise<string> {
  const { keys } = await kv.list();
  return JSON.stringify(await Promise.all(keys.map(async ({ name }) => [name, await kv.get(name)])));
}

/** Which of the values stands in which place, with what is around it; empty when nothing leaked. */
export function leaks(places: Record<string, string>, values: Iterable<string>): string[] {
  const spelt = [...values].flatMap((value) => [...new Set([value, encodeURIComponent(value)])]);
  return Object.entries(places).flatMap(([place, text]) =>
    spelt
      .filter((value) => text.includes(value))
      .map((value) => {
        const at = text.indexOf(value);
        return `${value} in ${place}: ${text.slice(Math.max(0, at - 120), at + 120)}`;
      }),
  );
}
