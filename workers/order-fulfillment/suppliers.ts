import type { NeedDefinition, WorkContext } from "#agent-kit/definition.ts";
import { CJ, cjNeed } from "#integrations/cj/account.ts";
import { cjSupplier } from "#integrations/cj/supplier.ts";
import type { SupplierPort } from "#integrations/supplier/port.ts";

export interface Supplier {
  id: string;
  need: NeedDefinition;
  open(context: WorkContext): SupplierPort;
}

/** Every supplier with an adapter that takes orders. */
export const suppliers: Supplier[] = [{ id: CJ, need: cjNeed, open: (context) => cjSupplier(context, "fulfilment") }];
