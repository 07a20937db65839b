import { expect, it } from "vitest";
import * as z from "zod";
import { blankOf, fieldOf } from "./json-schema.ts";

const time = z.string().regex(/^\d\d:\d\d$/);
const schema = z.toJSONSchema(
  z.object({
    floor: z.number().min(0).max(1).default(0.15).describe("Least margin"),
    hours: z.number().int().default(72),
    on: z.boolean().default(true),
    at: z.array(time).default([]),
    zone: z.enum(["shop", "UTC"]).default("shop"),
    quiet: z.object({ from: time, to: time }).nullable().default(null),
    weights: z.object({ trend: z.number().optional(), score: z.number() }),
    vendors: z.record(z.string(), z.object({ days: z.number() })).default({}),
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
  const field = fieldOf(z.toJSONSchema(z.object({ from: time, to: time }).nullable()));
  if (field.type !== "optional") throw new Error("nullable is optional");
  expect(blankOf(field.field)).toEqual({ from: "", to: "" });
});
