import { expect, test } from "vitest";
import { inventoryAdjust, ordersChangedSince, variantPricesUpdate } from "./operations.generated.ts";
import { missingScopes } from "./scopes.ts";

test("an agent learns which of its operations it cannot run, and what is missing", () => {
  const operations = [variantPricesUpdate, inventoryAdjust];
  expect(missingScopes(operations, ["write_products", "write_inventory", "read_locations"])).toEqual([]);
  expect(missingScopes(operations, ["write_products", "read_inventory"])).toEqual([
    { operation: "InventoryAdjust", oneOfEach: [["write_inventory"]] },
  ]);
  const orders = missingScopes([ordersChangedSince], ["read_products", "read_customers"]);
  expect(orders[0]?.oneOfEach.flat()).toContain("read_orders");
});
