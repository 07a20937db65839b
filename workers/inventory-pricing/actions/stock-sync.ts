import * as z from "zod/mini";
import type { ActionContext, ActionRow, DeltaKind, Json } from "#agent-kit/definition.ts";
import { inventoryAdjust, inventoryNodes } from "#integrations/shopify/operations.generated.ts";
import type { Clients } from "../clients.ts";

export const stockSyncPayload = z.object({
  itemId: z.string(),
  locationId: z.string(),
  delta: z.number().check(
    z.int(),
    z.refine((delta) => delta !== 0, "a correction of nothing"),
  ),
  countId: z.string(),
});
type StockSync = z.infer<typeof stockSyncPayload>;

const settleMs = 60_000;

/** Corrects the stock of one location by the difference somebody counted. The vendor's key makes a repetition harmless. */
export const stockSync: DeltaKind<StockSync, Clients> = {
  payload: stockSyncPayload,
  effect: "delta",
  certainty: "keyed",
  settleMs,

  async guard(context, _action, payload) {
    const available = await availableNow(context as ActionContext<Clients>, payload);
    if (available === null) return { ok: false, reason: "the product is no longer stocked there" };
    return available + payload.delta >= 0
      ? { ok: true }
      : { ok: false, reason: `only ${available} are left: the correction of ${payload.delta} would go below zero` };
  },

  apply: (context, action, payload, key) => adjust(context, action, payload, payload.delta, key),
  revert: (context, action, payload, key) => adjust(context, action, payload, -payload.delta, key),
};

async function adjust(
  context: ActionContext<Clients>,
  action: ActionRow,
  payload: StockSync,
  delta: number,
  key: string,
): Promise<Json> {
  const { inventoryAdjustQuantities } = await context.clients.store().run(inventoryAdjust, {
    key,
    input: {
      name: "available",
      reason: "correction",
      referenceDocumentUri: `gid://royal-equips/Action/${action.id}`,
      // Null skips the vendor's comparison: sales between count and correction are right to stay.
      changes: [{ inventoryItemId: payload.itemId, locationId: payload.locationId, delta, changeFromQuantity: null }],
    },
  });
  return { delta, group: inventoryAdjustQuantities?.inventoryAdjustmentGroup?.id ?? null };
}

async function availableNow(context: ActionContext<Clients>, payload: StockSync): Promise<number | null> {
  const { nodes } = await context.clients.store().run(inventoryNodes, { ids: [payload.itemId] });
  const item = nodes[0];
  if (item?.__typename !== "InventoryItem") return null;
  const level = item.inventoryLevels.nodes.find((held) => held.location.id === payload.locationId);
  return level?.quantities.find((quantity) => quantity.name === "available")?.quantity ?? null;
}
