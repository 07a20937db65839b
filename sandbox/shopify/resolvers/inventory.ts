import { randomInt } from "node:crypto";
import { recordEffect } from "../../store/effects.ts";
import { ITEM, LOCATION } from "../../store/rows.ts";
import { isoTime } from "../../store/shop.ts";
import { moveStock, readLevel } from "../../store/stock.ts";
import { fieldError } from "../errors.ts";
import type { Call, Resolvers, UserError } from "../resolver.ts";
import { setCost } from "./prices.ts";
import { quantityOf, readItem } from "./products.ts";

const REASONS = new Set([
  "correction",
  "cycle_count_available",
  "damaged",
  "movement_canceled",
  "movement_created",
  "movement_received",
  "movement_updated",
  "other",
  "promotion",
  "quality_control",
  "received",
  "reservation_created",
  "reservation_deleted",
  "reservation_updated",
  "restock",
  "safety_stock",
  "shrinkage",
]);
const MOST = 1_000_000_000;

interface Row {
  inventoryItemId: string;
  locationId: string;
  changeFromQuantity?: number | null;
  delta?: number;
  quantity?: number;
}

interface Change {
  path: string[];
  row: Row;
  name: string;
  /** How many units to add once the current quantity is known. */
  deltaFrom: (current: number) => number;
}

interface Input {
  name: string;
  reason: string;
  referenceDocumentUri?: string | null;
}

/** Both mutations check every row first and write all rows or none. */
function changeQuantities(call: Call, root: string, input: Input, changes: Change[], inputType: string) {
  for (const { row } of changes) {
    if (!("changeFromQuantity" in row)) {
      throw fieldError(
        "INVALID_FIELD_ARGUMENTS",
        `${inputType} must include the following argument: changeFromQuantity.`,
      );
    }
  }
  const userErrors = [...checkInput(root, input), ...changes.flatMap((change) => checkChange(call, root, change))];
  if (userErrors.length > 0) return { inventoryAdjustmentGroup: null, userErrors };
  const nowMs = call.shop.clock.now();
  const rows = changes.flatMap((change) => writeChange(call, root, change, nowMs));
  const group = {
    id: call.shop.gids.gid("InventoryAdjustmentGroup", randomInt(1, 2 ** 40)),
    createdAt: isoTime(nowMs),
    reason: input.reason,
    referenceDocumentUri: input.referenceDocumentUri ?? null,
    changes: rows,
  };
  return { inventoryAdjustmentGroup: group, userErrors: [] };
}

function checkInput(root: string, input: Input): UserError[] {
  const errors: UserError[] = [];
  const settable = root === "inventorySetQuantities" ? ["available", "on_hand"] : ["available"];
  if (!settable.includes(input.name)) {
    const code = root === "inventorySetQuantities" ? "INVALID_NAME" : "INVALID_QUANTITY_NAME";
    const message = `The quantity name must be ${settable.map((name) => `'${name}'`).join(" or ")}.`;
    errors.push({ field: ["input", "name"], message, code });
  }
  if (!REASONS.has(input.reason)) {
    errors.push({ field: ["input", "reason"], message: "The specified reason is invalid.", code: "INVALID_REASON" });
  }
  const uri = input.referenceDocumentUri;
  if (uri !== null && uri !== undefined && !/^[a-z][a-z0-9+.-]*:\/\/.+/i.test(uri)) {
    const message = "The specified reference document is invalid.";
    errors.push({ field: ["input", "referenceDocumentUri"], message, code: "INVALID_REFERENCE_DOCUMENT" });
  }
  return errors;
}

function locate(call: Call, row: Row) {
  const { gids } = call.shop;
  const item = readItem(call, gids.local(row.inventoryItemId, "InventoryItem"));
  const location = gids.local(row.locationId, "Location");
  return { item, location, level: item && readLevel(call.shop, item.id, location) };
}

function checkChange(call: Call, root: string, { path, row, name, deltaFrom }: Change): UserError[] {
  const { item, level } = locate(call, row);
  const fail = (field: string, message: string, code: string) => [{ field: ["input", ...path, field], message, code }];
  if (item === undefined) {
    return fail("inventoryItemId", "The specified inventory item could not be found.", "INVALID_INVENTORY_ITEM");
  }
  if (level === undefined) {
    return fail("locationId", "The specified location could not be found.", "INVALID_LOCATION");
  }
  const current = quantityOf(level, name);
  const expected = row.changeFromQuantity;
  if (expected !== null && expected !== undefined && expected !== current) {
    const message = "The changeFromQuantity argument no longer matches the persisted quantity.";
    return fail("changeFromQuantity", message, "CHANGE_FROM_QUANTITY_STALE");
  }
  const after = current + deltaFrom(current);
  const field = root === "inventorySetQuantities" ? "quantity" : "delta";
  if (after > MOST) return fail(field, "The quantity can't be higher than 1,000,000,000.", "INVALID_QUANTITY_TOO_HIGH");
  if (after < -MOST) return fail(field, "The quantity can't be lower than -1,000,000,000.", "INVALID_QUANTITY_TOO_LOW");
  return [];
}

function writeChange(call: Call, root: string, { row, name, deltaFrom }: Change, nowMs: number) {
  const { shop } = call;
  const { item, location, level } = locate(call, row);
  if (item === undefined || level === undefined) return [];
  const before = quantityOf(level, name);
  const delta = deltaFrom(before);
  moveStock(shop, { item: item.id, location, available: delta, atMs: nowMs });
  recordEffect(shop, {
    kind: "inventory",
    root,
    target: row.inventoryItemId,
    before: { name, quantity: before },
    after: { name, quantity: before + delta },
    key: call.idempotencyKey,
    client: call.client,
  });
  // On hand is what is there, promised or not: it moves with what is available.
  return ["available", "on_hand"].map((state) => ({
    name: state,
    delta,
    quantityAfterChange: null,
    item: shop.database.get(`${ITEM} WHERE inventory_item.id = ?`, item.id),
    location: shop.database.get(`${LOCATION} WHERE location.id = ?`, location),
  }));
}

export const inventoryResolvers: Resolvers = {
  Mutation: {
    inventoryAdjustQuantities: (_: unknown, { input }: { input: Input & { changes: Row[] } }, call: Call) =>
      changeQuantities(
        call,
        "inventoryAdjustQuantities",
        input,
        input.changes.map((row, index) => ({
          path: ["changes", `${index}`],
          row,
          name: input.name,
          deltaFrom: () => row.delta ?? 0,
        })),
        "InventoryChangeInput",
      ),
    inventorySetQuantities: (_: unknown, { input }: { input: Input & { quantities: Row[] } }, call: Call) =>
      changeQuantities(
        call,
        "inventorySetQuantities",
        input,
        input.quantities.map((row, index) => ({
          path: ["quantities", `${index}`],
          row,
          name: input.name,
          deltaFrom: (current) => (row.quantity ?? current) - current,
        })),
        "InventoryQuantityInput",
      ),
    inventoryItemUpdate: (
      _: unknown,
      args: { id: string; input: { cost?: string; tracked?: boolean } },
      call: Call,
    ) => {
      const local = call.shop.gids.local(args.id, "InventoryItem");
      if (readItem(call, local) === undefined) {
        const userErrors = [{ field: ["id"], message: "The product couldn't be updated because it does not exist." }];
        return { inventoryItem: null, userErrors };
      }
      if (args.input.cost !== undefined) setCost(call, local, args.input.cost, "inventoryItemUpdate");
      return { inventoryItem: readItem(call, local), userErrors: [] };
    },
  },
};
