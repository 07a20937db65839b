import { readFileSync } from "node:fs";
import { buildSchema, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { pageWeight } from "#integrations/shopify/cost.ts";
import { costExpression, evaluateCost } from "./cost-model.ts";
import { SDL_FILE } from "./operations.ts";

const schema = buildSchema(readFileSync(SDL_FILE, "utf8"));
const cost = (text: string, variables = {}) => evaluateCost(costExpression(schema, parse(text)), variables);

test("measured page sizes have their measured weight, others lie between and never below", () => {
  expect([1, 2, 5, 10, 20, 50, 100, 250].map(pageWeight)).toEqual([1, 2, 3, 4, 5, 7, 9, 11]);
  expect(pageWeight(0)).toBe(0);
  for (let size = 1; size < 300; size += 1) expect(pageWeight(size + 1)).toBeGreaterThanOrEqual(pageWeight(size));
});

describe("requested cost as captured from the vendor", () => {
  test("an object costs one, its scalars and money nothing", () => {
    expect(cost("{ shop { name primaryDomain { url } } }")).toBe(2);
    expect(cost(`{ order(id: "x") { id totalPriceSet { shopMoney { amount } } } }`)).toBe(1);
  });
  test("a connection costs two and its weighted nodes", () => {
    expect(cost("{ locations(first: 50) { nodes { id address { countryCode } fulfillmentService { id } } } }")).toBe(
      23,
    );
    expect(cost("{ orders(first: 250) { edges { node { id } } } }")).toBe(13);
  });
  test("a nested connection multiplies", () => {
    const text = "query Q($n: Int!) { products(first: $n) { nodes { id variants(first: 5) { nodes { id } } } } }";
    expect(cost(text, { n: 10 })).toBe(2 + 4 * (1 + 2 + 3));
    expect(cost(text, { n: 100 })).toBe(2 + 9 * (1 + 2 + 3));
  });
  test("a mutation costs ten with what its payload holds directly", () => {
    expect(cost(`mutation { tagsAdd(id: "x", tags: []) { node { id } userErrors { message } } }`)).toBe(10);
    const prices = `mutation { productVariantsBulkUpdate(productId: "x", variants: []) { productVariants { id } userErrors { code } } }`;
    expect(cost(prices)).toBe(10);
  });
  test("of the types an interface may be, the dearest counts", () => {
    const text = `query Q($ids: [ID!]!) { nodes(ids: $ids) {
      ... on Product { id category { id } } ... on InventoryItem { id inventoryLevels(first: 10) { nodes { id } } } } }`;
    expect(cost(text)).toBe(1 + 2 + 4);
  });
});
