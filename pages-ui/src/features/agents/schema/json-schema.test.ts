import { expect, it } from "vitest";
import * as z from "zod/mini";
import { blankOf, fieldOf } from "./json-schema.ts";

const time = z.string().check(z.regex(/^\d\d:\d\d$/));
const schema = z.toJSONSchema(
  z.object({
    floor: z._default(z.number().check(z.gte(0), z.lte(1)), 0.15).check(z.describe("Least margin")),
    hours: z._default(z.int(), 72),
    on: z._default(z.boolean(), true),
    at: z._default(z.array(time), []),
    zone: z._default(z.enum(["shop", "UTC"]), "shop"),
    quiet: z._default(z.nullable(z.object({ from: time, to: time })), null),
    weights: z.object({ trend: z.optional(z.number()), score: z.number() }),
    vendors: z._default(z.record(z.string(), z.object({ days: z.number() })), {}),
  }),
);

it("draws what zod's settings are made of", () => {
  const root = fieldOf(schema);
  if (root.type !== "group") throw new Error("an object is a group");
  const fields = Object.fromEntries(root.fields.map(({ name, field }) => [name, field]));
  expect(fields.floor).toMatchObject({
    type: "number",
    whole: false,
    least: 0,
    most: 1,
    hint: "Least margin",
    standard: 0.15,
  });
  expect(fields.hours).toMatchObject({ type: "number", whole: true, least: null, most: null });
  expect(fields.on).toMatchObject({ type: "boolean" });
  expect(fields.at).toMatchObject({ type: "texts" });
  expect(fields.zone).toMatchObject({ type: "choice", options: ["shop", "UTC"] });
  expect(fields.quiet).toMatchObject({ type: "optional", field: { type: "group" } });
  expect(fields.floor?.absent).toBe(false);
  expect(fields.weights).toMatchObject({
    type: "group",
    fields: [
      { name: "trend", field: { type: "number", absent: true } },
      { name: "score", field: { type: "number", absent: false } },
    ],
  });
  expect(fields.vendors).toMatchObject({ type: "json" });
});

it("switches an optional group on with a whole value", () => {
  const field = fieldOf(z.toJSONSchema(z.nullable(z.object({ from: time, to: time }))));
  if (field.type !== "optional") throw new Error("nullable is optional");
  expect(blankOf(field.field)).toEqual({ from: "", to: "" });
});
