import { expect, it } from "vitest";
import * as z from "zod/mini";
import { propertyLines, shapeText } from "./shape-text.ts";

const text = (schema: z.ZodMiniType) => shapeText(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));

it("writes a shape the way a person would", () => {
  const row = z.object({
    id: z.string(),
    mode: z.enum(["shadow", "auto"]),
    at: z.nullable(z.int()),
    tags: z.array(z.union([z.string(), z.number()])),
    lines: z.array(z.object({ units: z.int().check(z.positive()) })),
  });
  expect(text(row)).toBe(`{
  id: string
  mode: "shadow" | "auto"
  at: integer | null
  tags: (string | number)[]
  lines: {
    units: integer from 0
  }[]
}`);
});

it("says what may be left out, what it is then, and its bounds", () => {
  const input = z.object({
    limit: z._default(z.int().check(z.minimum(1), z.maximum(200)), 50),
    note: z.optional(z.string()),
  });
  expect(propertyLines(z.toJSONSchema(input, { io: "input" }))).toEqual([
    "limit?: integer 1 to 200 = 50",
    "note?: string",
  ]);
});

it("writes records, and what no schema says", () => {
  expect(text(z.record(z.string(), z.int()))).toBe("{ [name]: integer }");
  expect([text(z.unknown()), text(z.object({}))]).toEqual(["anything", "{}"]);
});
