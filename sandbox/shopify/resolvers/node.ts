import { CUSTOMER, ORDER } from "../../store/rows.ts";
import { fieldError, invalidId } from "../errors.ts";
import type { Call, Resolvers } from "../resolver.ts";
import { liveProduct, liveVariant, readItem } from "./products.ts";

const READERS: Record<string, (call: Call, gid: string, local: number) => object | undefined> = {
  Product: (call, gid) => liveProduct(call, gid),
  ProductVariant: (call, gid) => liveVariant(call, gid),
  InventoryItem: (call, _, local) => readItem(call, local),
  Order: (call, _, local) => call.shop.database.get(`${ORDER} WHERE orders.id = ?`, local),
  Customer: (call, _, local) =>
    call.shop.database.get(`${CUSTOMER} WHERE customer.id = ? AND deleted_ms IS NULL`, local),
  Location: (call, _, local) =>
    call.shop.database.get("SELECT 'Location' AS __typename, location.* FROM location WHERE id = ?", local),
};

/** Missing things are null; a gid that is none is an error of the whole field, as in Shopify. */
export function readNode(call: Call, gid: string): object | null {
  const parsed = call.shop.gids.parse(gid);
  if (parsed === undefined) throw invalidId(gid);
  const reader = READERS[parsed.type];
  if (reader === undefined) throw fieldError("RESOURCE_NOT_FOUND", `The sandbox reads no ${parsed.type} as a node`);
  return reader(call, gid, parsed.local) ?? null;
}

export const nodeResolvers: Resolvers = {
  QueryRoot: {
    node: (_: unknown, { id }: { id: string }, call: Call) => readNode(call, id),
    nodes: (_: unknown, { ids }: { ids: string[] }, call: Call) => ids.map((id) => readNode(call, id)),
  },
};
