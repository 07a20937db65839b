import type { AgentDefinition } from "#agent-kit/definition.ts";
import { shopifyNeed } from "#integrations/shopify/need.ts";
import type { Supplier } from "#integrations/supplier/registry.ts";
import { fulfillmentCreate } from "./actions/fulfillment-create.ts";
import { orderHold } from "./actions/order-hold.ts";
import { orderRefund } from "./actions/order-refund.ts";
import { returnApproval, returnRefusal } from "./actions/return-answer.ts";
import { riskAssess } from "./actions/risk-assess.ts";
import { supplierOrder, supplierOrderOnce } from "./actions/supplier-order.ts";
import { type Clients, clients } from "./clients.ts";
import { decide, type Knowledge } from "./decide.ts";
import { observe } from "./observe.ts";
import { record } from "./record.ts";
import { type OrderFulfillmentSettings, orderFulfillmentSettings } from "./settings.ts";
import type { FulfilmentSnapshot } from "./snapshot.ts";
import { suppliers } from "./suppliers.ts";

/** The agent, with these suppliers. */
export function definition(
  from: readonly Supplier[] = suppliers,
): AgentDefinition<OrderFulfillmentSettings, FulfilmentSnapshot, Knowledge, Clients> {
  return {
    id: "order-fulfillment",
    name: "Order Fulfillment Agent",
    summary:
      "Weighs the risk of each paid order, takes it to the suppliers that can send it best, and follows it to the door.",
    capabilities: [
      "order-intake",
      "risk-holds",
      "supplier-routing",
      "supplier-orders",
      "tracking",
      "return-answers",
      "refund-proposals",
      "attention-list",
    ],
    settings: orderFulfillmentSettings,
    needs: [
      shopifyNeed({
        scopes: [
          "read_orders",
          "write_orders",
          "read_products",
          "read_merchant_managed_fulfillment_orders",
          "write_merchant_managed_fulfillment_orders",
          "read_returns",
          "write_returns",
        ],
      }),
      ...from.map(({ need }) => need),
    ],
    wakesOn: ["orders", "fulfilment-orders", "fulfilments", "returns", "risk", "import.completed"],
    wakeGapMs: 0,
    initialize: clients(from),
    observe,
    decide,
    record,
    actions: {
      "risk.assess": riskAssess,
      "order.hold": orderHold,
      "order.release": orderHold,
      "supplier.order": supplierOrder,
      "supplier.order-once": supplierOrderOnce,
      "fulfillment.create": fulfillmentCreate,
      "order.refund": orderRefund,
      "return.approve": returnApproval,
      "return.decline": returnRefusal,
    },
  };
}
