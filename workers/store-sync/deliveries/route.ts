import type { ShopEvent } from "#integrations/shopify/webhook.ts";
import type { Wanted } from "../mirror/prior.ts";

/** What a delivery makes us do: read things again, log it as it came, or look at the shop itself. */
export interface Route extends Wanted {
  /** Nothing of it is mirrored, so the log entry is all there is. */
  logAsIs: boolean;
  shop: boolean;
  bulk: boolean;
}

const nothing: Route = { orders: [], products: [], items: [], logAsIs: false, shop: false, bulk: false };

export function route(event: ShopEvent): Route {
  const order = event.subject.startsWith("gid://shopify/Order/") ? event.subject : event.related.order;
  const orders = order === undefined ? [] : [order];
  switch (event.stream) {
    case "orders":
    case "refunds":
      return { ...nothing, orders };
    // The order shows the fulfilment's effect; the fulfilment itself is not mirrored.
    case "fulfilments":
    case "returns":
      return { ...nothing, orders, logAsIs: true };
    case "products":
      return { ...nothing, products: [event.subject] };
    case "inventory":
      return event.subject.startsWith("gid://shopify/InventoryItem/")
        ? { ...nothing, items: [event.subject] }
        : { ...nothing, logAsIs: true };
    case "locations":
      return { ...nothing, shop: true };
    case "shop":
      return { ...nothing, shop: event.topic !== "app/uninstalled", logAsIs: true };
    case "bulk-operations":
      return { ...nothing, bulk: true };
    // A request with a row of its own: the log must not name whom it is about.
    case "privacy":
      return nothing;
    default:
      return { ...nothing, logAsIs: true };
  }
}
