import { expect, it } from "vitest";
import { z } from "zod/mini";
import { errorText } from "./error-text.ts";
import { KitError } from "./errors.ts";
import { foreignText } from "./foreign-text.ts";

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}

it("keeps what the engine says of a bug in the code", () => {
  const nothing = undefined as unknown as { price: number };
  const price = () => nothing.price;
  expect(errorText(thrownBy(price)).message).toBe("Cannot read properties of undefined (reading 'price')");
  expect(errorText(thrownBy(() => new Date(Number.NaN).toISOString())).message).toBe("Invalid time value");
});

it.each([
  "D1_ERROR: UNIQUE constraint failed: actions.kind, actions.target: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
  "D1_ERROR: no such table: runs: SQLITE_ERROR",
  "Error: D1_ERROR: no such column: rowid at offset 74: SQLITE_ERROR",
  "TypeError: fetch failed connect ECONNREFUSED 127.0.0.1:8788",
  "KV PUT failed: 429 Too Many Requests",
  "Network connection lost.",
])("keeps the platform's %s", (text) => {
  expect(foreignText(text)).toBe(text);
});

it.each([
  "no price for Canarina Birdwell",
  "canarina birdwell of 17 canary wharf steps",
  "Canarina is not permitted",
  "Network connection lost. Canarina hung up",
  "D1_ERROR: no such customer: Canarina Birdwell",
])("withholds %s, because a name looks like any other word", (text) => {
  expect(foreignText(text)).toBe(`[${text.length} characters withheld]`);
});

it("says how JSON could not be read, without what was read", () => {
  const text = errorText(thrownBy(() => JSON.parse("Canarina Birdwell"))).message;
  expect(text).toMatch(/^Unexpected token … \[\d+ characters withheld\]$/);
});

it("says where a schema was not met, without the value and without a record's keys", () => {
  const shape = z.object({ people: z.record(z.string(), z.object({ age: z.number() })) });
  const text = errorText(thrownBy(() => shape.parse({ people: { "Canarina Birdwell": { age: "Canary" } } }))).message;
  expect(text).toBe("people.*.age invalid_type");
});

it("keeps our own words beside a vendor's length", () => {
  const error = new KitError({ code: "refused", message: "Refused.", detail: "order 7", internal: "Canarina says no" });
  expect(errorText(error)).toEqual({ message: "Refused.", about: "order 7; [16 characters withheld]" });
});
