import { Kind } from "graphql";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bulkText, operationText, startTestSandbox, type TestSandbox } from "../testing.ts";
import { prepare } from "./admin-api.ts";
import { checkBulkQuery } from "./bulk/validate.ts";
import { queryCost } from "./cost.ts";
import { loadOperations } from "./schema.ts";

// Real processes and files: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let shop: TestSandbox;
beforeAll(async () => {
  shop = await startTestSandbox();
});
afterAll(() => shop.close());

const operations = loadOperations().definitions.flatMap((each) =>
  each.kind === Kind.OPERATION_DEFINITION && each.name !== undefined ? [each.name.value] : [],
);

/** Ids of things that are in the shop, so that every selected field is really read. */
async function something() {
  const products = await shop.ask("ProductsChangedSince", { first: 2 });
  const sinceIso = new Date(Date.now() - 40 * 86_400_000).toISOString();
  const orders = await shop.ask("OrdersChangedSince", { first: 50, query: `updated_at:>='${sinceIso}'` });
  const refunded = await shop.ask("OrdersChangedSince", { first: 1, query: "financial_status:partially_refunded" });
  const bought = await shop.control("POST", "orders", { count: 4 });
  const ids = bought.at<{ id: string }[]>("orders").map(({ id }) => id);
  const order = ids[0] ?? "";
  const lines = await shop.ask("OrderById", { id: order });
  return {
    product: products.at("products.nodes.0.id"),
    variant: products.at("products.nodes.0.variants.nodes.0.id"),
    item: products.at("products.nodes.0.variants.nodes.0.inventoryItem.id"),
    customer: orders.at("orders.nodes.0.customer.id"),
    order,
    otherOrder: ids[1] ?? "",
    returned: await askedBack(ids[2] ?? ""),
    declined: await askedBack(ids[3] ?? ""),
    line: lines.at("order.lineItems.nodes.0.id"),
    refunded: refunded.at("orders.nodes.0.id"),
    refund: refunded.at("orders.nodes.0.refunds.0.id"),
    location: (await shop.ask("Locations")).at("locations.nodes.0.id"),
  };
}

/** A return asked for of a unit that was sent. */
async function askedBack(order: string): Promise<string> {
  const sku = (await shop.ask("OrderById", { id: order })).at("order.lineItems.nodes.0.sku");
  const change = { fulfil: true, returnRequest: { items: [{ sku, quantity: 1 }] } };
  return (await shop.control("POST", `orders/${encodeURIComponent(order)}`, change)).at("return");
}

type Known = Awaited<ReturnType<typeof something>>;
const asFulfillment = (order: string) => order.replace("/Order/56000", "/FulfillmentOrder/65000");

const variables: Record<string, (known: Known) => Record<string, unknown>> = {
  AbandonedCheckoutsSince: () => ({ first: 5, query: "" }),
  AbandonmentByCheckout: () => ({ id: "gid://shopify/AbandonedCheckout/1" }),
  BulkOperationCancel: () => ({ id: "gid://shopify/BulkOperation/1" }),
  BulkOperationGet: () => ({ id: "gid://shopify/BulkOperation/1" }),
  BulkQueryRun: () => ({ query: bulkText("BulkProducts") }),
  CustomerByEmail: () => ({ email: "customer-17850@generated.example" }),
  CustomerDataErasure: ({ customer }) => ({ customerId: customer }),
  CustomerNodes: ({ customer }) => ({ ids: [customer] }),
  CustomersChangedSince: () => ({ first: 5, query: "updated_at:>2020-01-01" }),
  DiscountCodeCreate: () => ({
    discount: {
      code: "TEN",
      title: "Ten",
      startsAt: "2026-01-01T00:00:00Z",
      customerGets: { value: { percentage: 0.1 } },
    },
  }),
  DiscountCodeDeactivate: () => ({ id: "gid://shopify/DiscountCodeNode/100000000001" }),
  DiscountCodeLookup: () => ({ code: "TEN" }),
  EmailConsentUpdate: ({ customer }) => ({
    input: { customerId: customer, emailMarketingConsent: { marketingState: "UNSUBSCRIBED" } },
  }),
  FulfillmentCreate: ({ order }) => ({
    fulfillment: {
      lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: asFulfillment(order) }],
      trackingInfo: { company: "Royal Mail", number: "RM1", url: "https://example.com/RM1" },
    },
  }),
  FulfillmentOrderById: ({ order }) => ({ id: asFulfillment(order) }),
  FulfillmentLines: () => ({ id: "gid://shopify/Fulfillment/5000002000001", first: 5 }),
  FulfillmentOrderLines: ({ order }) => ({ id: asFulfillment(order), first: 5 }),
  FulfillmentOrderHold: ({ otherOrder }) => ({
    id: asFulfillment(otherOrder),
    hold: { reason: "OTHER", handle: "mine" },
  }),
  FulfillmentOrderMove: ({ order, location }) => ({ id: asFulfillment(order), locationId: location }),
  FulfillmentOrderReleaseHold: ({ otherOrder }) => ({ id: asFulfillment(otherOrder) }),
  FulfillmentOrdersOpen: () => ({ first: 10, query: "status:open" }),
  FulfillmentTrackingUpdate: () => ({
    fulfillmentId: "gid://shopify/Fulfillment/5000002000001",
    tracking: { number: "RM2" },
  }),
  FulfillmentCancel: () => ({ id: "gid://shopify/Fulfillment/5000002000001" }),
  InventoryAdjust: ({ item, location }) => ({
    key: "adjust",
    input: {
      name: "available",
      reason: "correction",
      changes: [{ inventoryItemId: item, locationId: location, delta: 1, changeFromQuantity: null }],
    },
  }),
  InventoryItemCostUpdate: ({ item }) => ({ id: item, input: { cost: "1.25" } }),
  InventoryNodes: ({ item }) => ({ ids: [item] }),
  InventorySet: ({ item, location }) => ({
    key: "set",
    input: {
      name: "available",
      reason: "correction",
      quantities: [{ inventoryItemId: item, locationId: location, quantity: 9, changeFromQuantity: null }],
    },
  }),
  JobStatus: () => ({ id: "gid://shopify/Job/none" }),
  MetafieldDefinitionCreate: () => ({
    definition: { ownerType: "PRODUCT", namespace: "supply", key: "ref", name: "Supplier reference", type: "id" },
  }),
  MetafieldsSet: ({ product }) => ({
    metafields: [{ ownerId: product, namespace: "supply", key: "ref", type: "id", value: "S-1" }],
  }),
  OrderAssessments: ({ order }) => ({ id: order }),
  OrderById: ({ order }) => ({ id: order }),
  OrderCancel: ({ otherOrder }) => ({ orderId: otherOrder, reason: "INVENTORY", restock: true }),
  OrderForFulfillment: ({ order }) => ({ id: order }),
  OrderFulfillments: ({ order }) => ({ id: order, first: 5 }),
  OrderHolds: ({ order }) => ({ id: order }),
  OrderLines: ({ order }) => ({ id: order }),
  OrderLookup: () => ({ query: "name:'#900001'" }),
  OrderNodes: ({ order, refunded }) => ({ ids: [order, refunded] }),
  OrderRefunds: ({ refunded }) => ({ ids: [refunded] }),
  OrderRisk: ({ order }) => ({ id: order }),
  OrderSignalNodes: ({ order }) => ({ ids: [order] }),
  OrderRiskAssess: ({ otherOrder }) => ({
    input: { orderId: otherOrder, riskLevel: "LOW", facts: [{ description: "Known customer", sentiment: "POSITIVE" }] },
  }),
  OrderUpdate: ({ order }) => ({ input: { id: order, note: "Handle with care" } }),
  OrdersChangedSince: () => ({ first: 5, query: "updated_at:>2020-01-01" }),
  ProductById: ({ product }) => ({ id: product }),
  ProductBySupplierRef: () => ({ namespace: "supply", key: "ref", value: "S-1" }),
  ProductDelete: () => ({ id: "gid://shopify/Product/1" }),
  ProductMediaStatus: ({ product }) => ({ id: product }),
  ProductNodes: ({ product }) => ({ ids: [product] }),
  ProductPublish: ({ product }) => ({
    id: product,
    input: [{ publicationId: "gid://shopify/Publication/100000000001" }],
  }),
  ProductUnpublish: ({ product }) => ({
    id: product,
    input: [{ publicationId: "gid://shopify/Publication/100000000001" }],
  }),
  ProductSetDraft: () => ({
    identifier: { customId: { namespace: "supply", key: "ref", value: "S-2" } },
    input: {
      title: "A draft",
      status: "DRAFT",
      files: [{ originalSource: "https://example.com/a.jpg", contentType: "IMAGE" }],
      productOptions: [{ name: "Title", values: [{ name: "Default Title" }] }],
      variants: [{ sku: "S-2", price: "4.00", optionValues: [{ optionName: "Title", name: "Default Title" }] }],
    },
  }),
  ProductSetOperation: () => ({ id: "gid://shopify/ProductSetOperation/100000000001" }),
  ProductStatusUpdate: ({ product }) => ({ product: { id: product, status: "ACTIVE" } }),
  ProductsChangedSince: () => ({ first: 5 }),
  RefundCreate: ({ order, line }) => ({
    key: "refund",
    input: { orderId: order, refundLineItems: [{ lineItemId: line, quantity: 1, restockType: "NO_RESTOCK" }] },
  }),
  RefundLines: ({ refund }) => ({ id: refund }),
  OrderReturns: ({ order }) => ({ id: order }),
  ReturnApprove: ({ returned }) => ({ input: { id: returned } }),
  ReturnById: ({ returned }) => ({ id: returned }),
  ReturnDecline: ({ declined }) => ({ input: { id: declined, declineReason: "RETURN_PERIOD_ENDED" } }),
  SuggestedRefund: ({ order, line }) => ({ orderId: order, lines: [{ lineItemId: line, quantity: 1 }] }),
  TagsAdd: ({ product }) => ({ id: product, tags: ["seen"] }),
  TagsRemove: ({ product }) => ({ id: product, tags: ["seen"] }),
  VariantById: ({ variant }) => ({ id: variant }),
  VariantNodes: ({ variant }) => ({ ids: [variant] }),
  VariantPricesUpdate: ({ product, variant }) => ({ productId: product, variants: [{ id: variant, price: "5.00" }] }),
  WebhookSubscriptionCreate: () => ({
    topic: "ORDERS_CREATE",
    subscription: { uri: "http://127.0.0.1:9/hook", format: "JSON" },
  }),
  WebhookSubscriptionDelete: () => ({ id: "gid://shopify/WebhookSubscription/1500000000001" }),
};

/** Some need what an earlier one made; the rest follow the order of their files. */
const EARLY = [
  "FulfillmentOrderHold",
  "FulfillmentOrderReleaseHold",
  "OrderRiskAssess",
  "RefundCreate",
  "FulfillmentCreate",
];
const ordered = [...EARLY, ...operations.filter((name) => !EARLY.includes(name))];

describe("every committed operation", () => {
  let known: Known;
  beforeAll(async () => {
    known = await something();
  });

  test.each(ordered.filter((name) => !name.startsWith("Bulk") || name.startsWith("BulkOp") || name === "BulkQueryRun"))(
    "%s is answered without an error",
    async (name) => {
      const reply = await shop.ask(name, variables[name]?.(known) ?? {});
      expect({ status: reply.status, errors: reply.errors }).toEqual({ status: 200, errors: undefined });
    },
  );

  test.each(operations.filter((name) => /^Bulk(?!Op|Query)/.test(name)))("%s may run in bulk", (name) => {
    expect(checkBulkQuery(shop.sandbox.api, bulkText(name)).kind).toBe("ok");
  });

  test("holds the promises it made above", async () => {
    const fulfilled = await shop.ask("OrderById", { id: known.order });
    expect(fulfilled.at("order.displayFinancialStatus")).toBe("PARTIALLY_REFUNDED");
    const cancelled = await shop.ask("OrderById", { id: known.otherOrder });
    expect(cancelled.at("order.cancelReason")).toBe("INVENTORY");
    expect(cancelled.at<number>("order.lineItems.nodes.0.currentQuantity")).toBe(0);
    const draft = await shop.ask("ProductBySupplierRef", { namespace: "supply", key: "ref", value: "S-2" });
    expect(draft.at("productByIdentifier.status")).toBe("DRAFT");
    const state = await shop.control("GET", "state");
    expect(state.at<Record<string, number>>("effects.countByKind")).toMatchObject({
      fulfillment: 2,
      refund: 1,
      hold: 2,
      risk: 1,
      cancellation: 1,
      return: 2,
    });
    expect((await shop.ask("ReturnById", { id: known.returned })).at("return.status")).toBe("OPEN");
    expect((await shop.ask("ReturnById", { id: known.declined })).at("return.status")).toBe("DECLINED");
    const again = await shop.ask("ReturnApprove", { input: { id: known.declined } });
    expect(again.at("returnApproveRequest.userErrors.0.code")).toBe("INVALID_STATE");
  });
});

describe("the cost model", () => {
  const costOf = (name: string, given: Record<string, unknown>) => {
    const prepared = prepare(shop.sandbox.api, { query: operationText(name), variables: given });
    if (prepared.kind !== "ready") throw new Error(`${name} is not ready`);
    return queryCost({ ...prepared.request, schema: shop.sandbox.api.schema });
  };

  test("charges an object a point, a page by its weight and a mutation ten", () => {
    expect(costOf("BulkOperationGet", { id: "x" })).toBe(1);
    expect(costOf("VariantPricesUpdate", { productId: "x", variants: [] })).toBe(10);
    expect(costOf("InventoryAdjust", { key: "x", input: { name: "available", reason: "restock", changes: [] } })).toBe(
      13,
    );
    expect(costOf("ProductsChangedSince", { first: 250, variants: 1 })).toBe(2 + 11 * (1 + 1 + (2 + (1 + 1))));
  });

  test("never lets a committed operation exceed 1,000 points", () => {
    for (const name of operations) {
      const given = variables[name];
      if (given === undefined || name.startsWith("Bulk")) continue;
      const placeholders = new Proxy({} as Known, { get: () => "gid://shopify/Order/5600000000001" });
      expect(costOf(name, { ...given(placeholders), first: 250 }), name).toBeLessThanOrEqual(1000);
    }
  });
});
