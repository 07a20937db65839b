import * as z from "zod/mini";
import { actionStatus } from "./actions.ts";
import { operation } from "./operation.ts";
import { currency, minor, page, paging, time } from "./shapes.ts";

export const PURCHASE_STATUSES = ["draft", "sent", "partly-received", "received", "cancelled"] as const;
export const purchaseStatus = z.enum(PURCHASE_STATUSES);

export const purchase = z.object({
  id: z.string(),
  /** What stands on paper and in the mail's subject. */
  number: z.string(),
  supplier: z.string(),
  status: purchaseStatus,
  currency,
  totalMinor: minor,
  createdAt: time,
  updatedAt: time,
  sentAt: z.nullable(time),
  /** Since when its mail may have gone out; from then on the draft cannot be withdrawn. */
  mailTriedAt: z.nullable(time),
  /** The mail vendor's number of it. */
  mailId: z.nullable(z.string()),
  /** The newest action that mails it, with where it stands. */
  mail: z.nullable(
    z.object({ actionId: z.string(), status: actionStatus, reason: z.nullable(z.string()), to: z.string() }),
  ),
  lines: z.array(
    z.object({
      variantId: z.string(),
      sku: z.string(),
      title: z.string(),
      quantity: z.int(),
      received: z.int(),
      unitCostMinor: z.nullable(minor),
    }),
  ),
  /** What arrived so far, oldest first. */
  receipts: z.array(
    z.object({ receipt: z.string(), at: time, actor: z.string(), units: z.record(z.string(), z.int()) }),
  ),
  /** Where goods can be taken in. */
  locations: z.array(z.object({ id: z.string(), name: z.string() })),
});

const one = z.object({ purchase: z.string().check(z.minLength(1), z.maxLength(64)) });
const purchaseChange = { method: "POST", output: purchase, role: "operator", effect: "write" } as const;

export const listPurchases = operation({
  id: "purchases.list",
  summary: "Purchase drafts and what became of them, newest first",
  method: "GET",
  path: "/v1/purchases",
  input: z.object({ status: z.optional(purchaseStatus), ...paging }),
  output: page(purchase),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const getPurchase = operation({
  id: "purchases.get",
  summary: "One purchase with its rows, its mail and its deliveries",
  method: "GET",
  path: "/v1/purchases/:purchase",
  input: one,
  output: purchase,
  role: "viewer",
  effect: "read",
});

export const purchaseDocument = operation({
  id: "purchases.document",
  summary: "The order on paper: its rows as CSV (RFC 4180) and as a page to print",
  method: "GET",
  path: "/v1/purchases/:purchase/document",
  input: one,
  output: z.object({ number: z.string(), csv: z.string(), html: z.string() }),
  role: "viewer",
  effect: "read",
});

export const mailPurchase = operation({
  ...purchaseChange,
  id: "purchases.mail",
  summary: "Mail a draft to its supplier now; a mail that went out cannot be taken back",
  path: "/v1/purchases/:purchase/mail",
  input: one,
  effect: "dangerous",
});

export const sendPurchase = operation({
  ...purchaseChange,
  id: "purchases.send",
  summary: "Note that a draft was ordered from its supplier",
  path: "/v1/purchases/:purchase/send",
  input: one,
});

export const receivePurchase = operation({
  ...purchaseChange,
  id: "purchases.receive",
  summary: "Note what arrived; the units become a stock count, which the inventory agent turns into a correction",
  path: "/v1/purchases/:purchase/receive",
  input: z.extend(one, {
    /** Units that arrived now; everything still open when left out. */
    lines: z.optional(
      z
        .array(z.object({ variantId: z.string(), units: z.int().check(z.gte(1), z.lte(1_000_000)) }))
        .check(z.minLength(1), z.maxLength(500)),
    ),
    /** Names the delivery, e.g. its note's number: the same delivery noted again changes nothing. */
    receipt: z.optional(z.string().check(z.regex(/^[\w./-]{1,60}$/))),
    locationId: z.optional(z.string().check(z.startsWith("gid://"), z.maxLength(120))),
  }),
});

export const cancelPurchase = operation({
  ...purchaseChange,
  id: "purchases.cancel",
  summary: "Nothing more will come of this draft or order",
  path: "/v1/purchases/:purchase/cancel",
  input: one,
});

export type PurchaseShape = z.infer<typeof purchase>;
