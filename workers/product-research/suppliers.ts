import type { NeedDefinition, WorkContext } from "#agent-kit/definition.ts";
import type { SupplierPort } from "#integrations/supplier/port.ts";

export interface Supplier {
  id: string;
  need: NeedDefinition;
  open(context: WorkContext): SupplierPort;
}

/** Every supplier with an adapter, in the order a run asks them. */
export const suppliers: Supplier[] = [];
