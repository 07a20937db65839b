import * as z from "zod";
import { operation } from "./operation.ts";
import { currency, minor, page, paging, time } from "./shapes.ts";

export const PURCHASE_STATUSES = ["draft", "sent", "partly-received", "received", "cancelled"] as const;
export const purchaseStatus = z.enum(PURCHASE_STATUSES);

export const purchase = z.object({
  id: z.string(),
  supplier: z.string(),
  status: purchaseStatus,
  currency,
  totalMinor: minor,
  createdAt: time,
  updatedAt: time,
  lines: z.array(
    z.object({
      variantId: z.string(),
      sku: z.string(),
      title: z.string(),
      quantity: z.number().int(),
      received: z.number().int(),
      unitCostMinor: minor.nullable(),
    }),
  ),
});

const one = z.object({ purchase: z.string().min(1).max(64) });

export const listPurchases = operation({
  id: "purchases.list",
  summary: "Purchase drafts and what became of them, newest first",
  method: "GET",
  path: "/v1/purchases",
  input: z.object({ status: purchaseStatus.optional(), ...paging }),
  output: page(purchase),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const sendPurchase = operation({
  id: "purchases.send",
  summary: "Note that a draft was ordered from its supplier",
  method: "POST",
  path: "/v1/purchases/:purchase/send",
  input: one,
  output: purchase,
  role: "operator",
  effect: "write",
});

export const receivePurchase = operation({
  id: "purchases.receive",
  summary: "Note what arrived; the units become a stock count, which the inventory agent turns into a correction",
  method: "POST",
  path: "/v1/purchases/:purchase/receive",
  input: one.extend({
    /** Units that arrived now; everything still open when left out. */
    lines: z
      .array(z.object({ variantId: z.string(), units: z.number().int().min(1).max(1_000_000) }))
      .min(1)
      .max(500)
      .optional(),
    locationId: z.string().startsWith("gid://").max(120).optional(),
  }),
  output: purchase,
  role: "operator",
  effect: "write",
});

export const cancelPurchase = operation({
  id: "purchases.cancel",
  summary: "Nothing more will come of this draft or order",
  method: "POST",
  path: "/v1/purchases/:purchase/cancel",
  input: one,
  output: purchase,
  role: "operator",
  effect: "write",
});

export type PurchaseShape = z.infer<typeof purchase>;
