import { z } from "zod/mini";
import { readMeta, writeMeta } from "./clock.ts";
import type { Shop } from "./shop.ts";

const cardSchema = z.object({
  bin: z._default(z.string(), "424242"),
  last4: z.string().check(z.length(4)),
  avs: z._default(z.nullable(z.string()), null),
  cvv: z._default(z.nullable(z.string()), null),
  /** Payments with it that were refused before one went through. */
  refused: z._default(z.int().check(z.gte(0), z.lte(9)), 0),
});

/**
 * What is unusual about an order: no address, or one nobody can deliver to; what the platform itself thinks of its risk; how
 * it was paid, from where and on which device; what the buyer's bank says of it later.
 */
export const orderTwistSchema = z.object({
  address: z.optional(z.enum(["missing", "invalid"])),
  risk: z.optional(z.enum(["PENDING", "NONE", "LOW", "MEDIUM", "HIGH"])),
  card: z.optional(cardSchema),
  ip: z.optional(z.string()),
  device: z.optional(z.string()),
  discountCode: z.optional(z.string()),
  /** Words of the bank, in lower case: fraudulent, product_not_received; needs_response, won, lost. */
  dispute: z.optional(z.object({ reason: z.string(), status: z._default(z.string(), "needs_response") })),
  financial: z.optional(z.enum(["PENDING", "AUTHORIZED", "PAID", "VOIDED"])),
});
export type OrderTwist = z.infer<typeof orderTwistSchema>;

export function orderTwist(shop: Shop, order: number): OrderTwist {
  const held = readMeta(shop.database, `order ${order}`);
  return held === undefined ? {} : orderTwistSchema.parse(JSON.parse(held));
}

export function twistOrder(shop: Shop, order: number, twist: OrderTwist): void {
  writeMeta(shop.database, `order ${order}`, JSON.stringify({ ...orderTwist(shop, order), ...twist }));
}
