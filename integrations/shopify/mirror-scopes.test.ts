import { expect, test } from "vitest";
import { mirrorScopes } from "./mirror-scopes.ts";
import {
  bulkInventory,
  bulkOrders,
  bulkProducts,
  inventoryNodes,
  locations,
  orderNodes,
  orderRefunds,
  ordersChangedSince,
  productNodes,
  productsChangedSince,
} from "./operations.generated.ts";
import { missingScopes } from "./scopes.ts";

const operations = [
  ...[bulkInventory, bulkOrders, bulkProducts, locations, orderNodes, orderRefunds, ordersChangedSince],
  ...[inventoryNodes, productNodes, productsChangedSince],
];

test("the mirror's operations all run with these scopes, and not without any one of them", () => {
  expect(missingScopes(operations, mirrorScopes)).toEqual([]);
  for (const scope of mirrorScopes)
    expect(
      missingScopes(
        operations,
        mirrorScopes.filter((each) => each !== scope),
      ),
      scope,
    ).not.toEqual([]);
});
