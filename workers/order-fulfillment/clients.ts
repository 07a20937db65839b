import type { WorkContext } from "#agent-kit/definition.ts";
import type { ShopifyClient } from "#integrations/shopify/client.ts";
import { connectShopify } from "#integrations/shopify/connect.ts";
import { SHOPIFY } from "#integrations/shopify/need.ts";
import type { SupplierPort } from "#integrations/supplier/port.ts";
import type { Supplier } from "#integrations/supplier/registry.ts";
import type { StoreOrder } from "./store-order.ts";
import { suppliers } from "./suppliers.ts";

export interface Clients {
  /** Made on first use, so that a run that needs no call works without a configured store. */
  store(): ShopifyClient;
  /** The supplier's port; null where there is no adapter that takes orders, or it is not configured. */
  supplier(id: string): SupplierPort | null;
  /** What the guard of an action read right before its call, for the call; with the buyer's address, so never kept. */
  read: { order: StoreOrder | null };
}

export function clients(all: readonly Supplier[] = suppliers): (context: WorkContext) => Clients {
  return (context) => {
    const { env, connect, log } = context;
    let made: ShopifyClient | null = null;
    const ports = new Map<string, SupplierPort | null>();
    return {
      store: () => {
        made ??= connectShopify({ env, connection: connect(SHOPIFY), log });
        return made;
      },
      supplier: (id) => {
        const held = ports.get(id);
        if (held !== undefined) return held;
        const found = all.find((each) => each.id === id);
        const port = found?.need.configured(env) ? found.open(context, "fulfilment") : null;
        ports.set(id, port);
        return port;
      },
      read: { order: null },
    };
  };
}
