import { z } from "zod";
import { readMeta, writeMeta } from "./clock.ts";
import type { Shop } from "./shop.ts";

const cardSchema = z.object({
  bin: z.string().default("424242"),
  last4: z.string().length(4),
  avs: z.string().nullable().default(null),
  cvv: z.string().nullable().default(null),
  /** Payments with it that were refused before one went through. */
  refused: z.number().int().min(0).max(9).default(0),
});

/**
 * What is unusual about an order: no address, or one nobody can deliver to; what the platform itself thinks of its risk; how
 * it was paid, from where and on which device; what the buyer's bank says of it later.
 */
export const orderTwistSchema = z.object({
  address: z.enum(["missing", "invalid"]).optional(),
  risk: z.enum(["PENDING", "NONE", "LOW", "MEDIUM", "HIGH"]).optional(),
  card: cardSchema.optional(),
  ip: z.string().optional(),
  device: z.string().optional(),
  discountCode: z.string().optional(),
  /** Words of the bank, in lower case: fraudulent, product_not_received; needs_response, won, lost. */
  dispute: z.object({ reason: z.string(), status: z.string().default("needs_response") }).optional(),
  financial: z.enum(["PENDING", "AUTHORIZED", "PAID", "VOIDED"]).optional(),
});
export type OrderTwist = z.infer<typeof orderTwistSchema>;

export function orderTwist(shop: Shop, order: number): OrderTwist {
  const held = readMeta(shop.database, `order ${order}`);
  return held === undefined ? {} : orderTwistSchema.parse(JSON.parse(held));
}

export function twistOrder(shop: Shop, order: number, twist: OrderTwist): void {
  writeMeta(shop.database, `order ${order}`, JSON.stringify({ ...orderTwist(shop, order), ...twist }));
}
