import type { NeedDefinition, WorkContext } from "#agent-kit/definition.ts";
import { CJ, cjNeed } from "#integrations/cj/account.ts";
import { cjSupplier } from "#integrations/cj/supplier.ts";
import { FEED, feedNeed, feedSupplier } from "#integrations/feed/supplier.ts";
import type { SupplierPort } from "#integrations/supplier/port.ts";

export interface Supplier {
  id: string;
  need: NeedDefinition;
  open(context: WorkContext): SupplierPort;
}

/** Every supplier with an adapter, in the order a run asks them. */
export const suppliers: Supplier[] = [
  { id: FEED, need: feedNeed, open: feedSupplier },
  { id: CJ, need: cjNeed, open: (context) => cjSupplier(context) },
];
