import { z } from "zod";
import { readMeta, writeMeta } from "./clock.ts";
import type { Shop } from "./shop.ts";

/** What is unusual about an order: no address, or one nobody can deliver to; what the platform itself thinks of its risk. */
export const orderTwistSchema = z.object({
  address: z.enum(["missing", "invalid"]).optional(),
  risk: z.enum(["PENDING", "NONE", "LOW", "MEDIUM", "HIGH"]).optional(),
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
