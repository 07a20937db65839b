import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildClientSchema,
  buildSchema,
  type GraphQLEnumType,
  NoDeprecatedCustomRule,
  specifiedRules,
  validate,
} from "graphql";
import { describe, expect, test } from "vitest";
import { topics } from "#integrations/shopify/webhook-topics.ts";
import { type AccessFile, accessOf, scopesFromText } from "./access.ts";
import { GENERATED_FILE, generatedText } from "./codegen.ts";
import { findFullSchema } from "./full-schema.ts";
import { ACCESS_FILE, documentOf, documentOfAll, readOperations, SDL_FILE } from "./operations.ts";
import { reachOf, trimmedSdl } from "./trim-schema.ts";

const operations = readOperations();
const sdl = readFileSync(SDL_FILE, "utf8");
const trimmed = buildSchema(sdl);
const full = findFullSchema(join(import.meta.dirname, "..", ".."));

test.each(operations.map((operation) => [operation.name, operation] as const))(
  "%s is valid against the committed schema and uses nothing deprecated",
  (_, operation) => {
    const rules = [...specifiedRules, NoDeprecatedCustomRule];
    expect(validate(trimmed, documentOf(operation), rules).map((error) => error.message)).toEqual([]);
  },
);

test("generated operations are what the committed files generate", async () => {
  expect(await generatedText()).toBe(readFileSync(GENERATED_FILE, "utf8"));
});

test("an operation outside the committed set is not valid against the trimmed schema", () => {
  expect(trimmed.getQueryType()?.getFields()).not.toHaveProperty("giftCards");
  expect(trimmed.getMutationType()?.getFields()).not.toHaveProperty("giftCardCreate");
});

test("mutations with a key carry the directive on their root field", () => {
  for (const name of ["InventoryAdjust", "InventorySet", "RefundCreate"]) {
    const text = JSON.stringify(operations.find((operation) => operation.name === name)?.definition);
    expect(text).toContain('"idempotent"');
  }
});

test("every webhook topic we subscribe to exists under its name", () => {
  const known = new Set(
    (trimmed.getType("WebhookSubscriptionTopic") as GraphQLEnumType).getValues().map((value) => value.name),
  );
  const wanted = [...topics.values()].flatMap((rule) => (rule.enum === null ? [] : [rule.enum]));
  expect(wanted.filter((name) => !known.has(name))).toEqual([]);
});

describe("bulk queries keep the vendor's validators", () => {
  for (const operation of operations.filter((each) => each.bulk))
    test(operation.name, () => {
      const connections = { count: 0, deepest: 0 };
      const text = JSON.stringify(operation.definition);
      expect(text).not.toContain('"value":"nodes"');
      count(operation.definition.selectionSet, 0, connections);
      expect(connections.count).toBeLessThanOrEqual(5);
      expect(connections.deepest).toBeLessThanOrEqual(2);
    });
});

function count(node: unknown, depth: number, found: { count: number; deepest: number }): void {
  if (Array.isArray(node)) for (const each of node) count(each, depth, found);
  else if (typeof node === "object" && node !== null) {
    const field = node as { kind?: string; name?: { value: string } };
    const isEdges = field.kind === "Field" && field.name?.value === "edges";
    if (isEdges) {
      found.count += 1;
      found.deepest = Math.max(found.deepest, depth + 1);
    }
    for (const [key, value] of Object.entries(node))
      if (key !== "loc") count(value, isEdges ? depth + 1 : depth, found);
  }
}

describe("scopes read from the vendor's sentences", () => {
  test("alternatives are one group", () => {
    const text =
      "`read_orders` access scope or `read_quick_sale` access scope. Also: The user must have `x` permission.";
    expect(scopesFromText(text, "read")).toEqual([["read_orders", "read_quick_sale"]]);
  });
  test("scopes joined by and are groups of their own", () => {
    expect(scopesFromText("`read_a` access scope and `read_b` access scope.", "read")).toEqual([
      ["read_a"],
      ["read_b"],
    ]);
  });
  test("a scope without prefix takes the one of its root", () => {
    expect(scopesFromText("`orders` access scope or `marketplace_orders` access scope.", "write")).toEqual([
      ["write_orders", "write_marketplace_orders"],
    ]);
  });
  test("staff permissions are not scopes", () => {
    expect(scopesFromText("The user must have the `export` permission.", "read")).toEqual([]);
  });
});

// The vendor's whole schema is not committed; where a machine has it, the committed copies must follow from it.
if (full) {
  const schema = buildClientSchema(full.data);
  const reach = reachOf(schema, documentOfAll(operations));

  test("every operation is valid against the vendor's full schema", () => {
    expect(validate(schema, documentOfAll(operations)).map((error) => error.message)).toEqual([]);
  });
  test("the committed schema is what trimming the full one gives", () => {
    expect(trimmedSdl(full.data, reach)).toBe(sdl);
  });
  test("the committed access rules are what the full schema says", () => {
    const access = JSON.parse(readFileSync(ACCESS_FILE, "utf8")) as AccessFile;
    expect(accessOf(full, schema, operations, reach)).toEqual(access);
  });
}
