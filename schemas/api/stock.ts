import * as z from "zod";
import { operation } from "./operation.ts";
import { page, paging, time } from "./shapes.ts";

/** One counted shelf; what the shop said then stands beside it, so that sales since the count stay counted. */
export const stockCount = z.object({
  id: z.string(),
  variantId: z.string(),
  itemId: z.string(),
  locationId: z.string(),
  counted: z.number().int(),
  availableThen: z.number().int(),
  source: z.string(),
  countedAt: time,
});

const counted = z
  .object({
    variantId: z.string().startsWith("gid://").max(120).optional(),
    sku: z.string().min(1).max(120).optional(),
    /** May be left out where the item is kept at one location only. */
    locationId: z.string().startsWith("gid://").max(120).optional(),
    counted: z.number().int().min(0).max(1_000_000),
  })
  .refine((row) => (row.variantId === undefined) !== (row.sku === undefined), "Give either variantId or sku.");

export const countStock = operation({
  id: "stock.count",
  summary: "Enter what was counted; the inventory agent proposes the correction",
  method: "POST",
  path: "/v1/stock/counts",
  input: z.object({ counts: z.array(counted).min(1).max(200) }),
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
  input: z.object({ variantId: z.string().max(120).optional(), ...paging }),
  output: page(stockCount),
  role: "viewer",
  effect: "read",
});
