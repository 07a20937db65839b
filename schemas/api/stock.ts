import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { page, paging, time } from "./shapes.ts";

/** One counted shelf; what the shop said then stands beside it, so that sales since the count stay counted. */
export const stockCount = z.object({
  id: z.string(),
  variantId: z.string(),
  itemId: z.string(),
  locationId: z.string(),
  counted: z.int(),
  availableThen: z.int(),
  source: z.string(),
  countedAt: time,
});

const counted = z
  .object({
    variantId: z.optional(z.string().check(z.startsWith("gid://"), z.maxLength(120))),
    sku: z.optional(z.string().check(z.minLength(1), z.maxLength(120))),
    /** May be left out where the item is kept at one location only. */
    locationId: z.optional(z.string().check(z.startsWith("gid://"), z.maxLength(120))),
    counted: z.int().check(z.gte(0), z.lte(1_000_000)),
  })
  .check(z.refine((row) => (row.variantId === undefined) !== (row.sku === undefined), "Give either variantId or sku."));

export const countStock = operation({
  id: "stock.count",
  summary: "Enter what was counted; the inventory agent proposes the correction",
  method: "POST",
  path: "/v1/stock/counts",
  input: z.object({ counts: z.array(counted).check(z.minLength(1), z.maxLength(200)) }),
  output: z.object({ items: z.array(stockCount) }),
  role: "operator",
  effect: "write",
  status: 201,
});

export const listStockCounts = operation({
  id: "stock.counts",
  summary: "What was counted, newest first",
  method: "GET",
  path: "/v1/stock/counts",
  input: z.object({ variantId: z.optional(z.string().check(z.maxLength(120))), ...paging }),
  output: page(stockCount),
  role: "viewer",
  effect: "read",
});
