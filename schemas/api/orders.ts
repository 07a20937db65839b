import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { currency, minor, page, paging, time } from "./shapes.ts";

const parcel = z.object({
  id: z.string(),
  supplier: z.string(),
  status: z.string(),
  trackingNumber: z.nullable(z.string()),
  carrier: z.nullable(z.string()),
  costMinor: minor,
  placedAt: time,
  deliveredAt: z.nullable(time),
});

/** An order on its way: where it stands, since when, why, and who has the next move. */
export const orderStanding = z.object({
  orderId: z.string(),
  name: z.string(),
  totalMinor: minor,
  currency,
  state: z.string(),
  reason: z.string(),
  waitsFor: z.string(),
  since: time,
  dueAt: z.nullable(time),
  attention: z.nullable(z.string()),
  attentionSince: z.nullable(time),
  riskLevel: z.nullable(z.string()),
  /** Probability of fraud, 0 to 1. */
  riskScore: z.nullable(z.number()),
  parcels: z.array(parcel),
  /** Its rows in the ledger that wait for a person. */
  waiting: z.array(z.object({ id: z.string(), kind: z.string(), title: z.string() })),
});
export type OrderStanding = z.infer<typeof orderStanding>;

export const listOrders = operation({
  id: "orders.list",
  summary:
    "Orders on their way, those that need attention or wait for a person first; `show` takes attention, open (default) or all",
  method: "GET",
  path: "/v1/orders",
  input: z.object({ show: z._default(z.enum(["attention", "open", "all"]), "open"), ...paging }),
  output: z.extend(page(orderStanding), { counts: z.record(z.string(), z.int()) }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

const source = z.object({
  sku: z.string().check(z.minLength(1), z.maxLength(120)),
  supplier: z.string().check(z.minLength(1), z.maxLength(40)),
  /** The supplier's own number of the variant, and of its product where prices are asked by product. */
  reference: z.string().check(z.minLength(1), z.maxLength(120)),
  productReference: z.optional(z.string().check(z.minLength(1), z.maxLength(120))),
  costMinor: minor.check(z.positive()),
  currency,
});

export const setOrderSources = operation({
  id: "orders.set-sources",
  summary: "Name who can send a SKU, and as what; several suppliers of one SKU are compared order by order",
  method: "PUT",
  path: "/v1/orders/sources",
  input: z.object({ sources: z.array(source).check(z.minLength(1), z.maxLength(500)) }),
  output: z.object({ saved: z.int(), unknown: z.array(z.string()) }),
  role: "operator",
  effect: "write",
});
