import type { WorkContext } from "#agent-kit/definition.ts";
import type { ShopifyClient } from "#integrations/shopify/client.ts";
import { connectShopify } from "#integrations/shopify/connect.ts";
import { SHOPIFY } from "#integrations/shopify/need.ts";
import type { SupplierPort } from "#integrations/supplier/port.ts";
import { suppliers } from "#integrations/supplier/registry.ts";

export interface Clients {
  /** Made on first use, so that a run that needs no call works without a configured store. */
  store(): ShopifyClient;
  /** Every supplier there is an adapter for, in a fixed order; `port` is null where it is not configured. */
  suppliers(): { id: string; port: SupplierPort | null }[];
}

export function clients(context: WorkContext): Clients {
  const { env, connect, log } = context;
  let made: ShopifyClient | null = null;
  return {
    store: () => {
      made ??= connectShopify({ env, connection: connect(SHOPIFY), log });
      return made;
    },
    suppliers: () => suppliers.map(({ id, need, open }) => ({ id, port: need.configured(env) ? open(context) : null })),
  };
}
