import type { NeedDefinition, WorkContext } from "#agent-kit/definition.ts";
import type { Priority } from "#core/resilience/priority.ts";
import { AUTODS, autodsNeed } from "#integrations/autods/account.ts";
import { autodsSupplier } from "#integrations/autods/supplier.ts";
import { CJ, cjNeed } from "#integrations/cj/account.ts";
import { cjSupplier } from "#integrations/cj/supplier.ts";
import { FEED, feedNeed, feedSupplier } from "#integrations/feed/supplier.ts";
import { PRINTFUL, printfulNeed } from "#integrations/printful/account.ts";
import { printfulSupplier } from "#integrations/printful/supplier.ts";
import {
  autodsPrivate,
  type PrivateSupplier,
  privateNeed,
  spocketPrivate,
} from "#integrations/private-supplier/account.ts";
import { privateSupplier } from "#integrations/private-supplier/supplier.ts";
import { SPOCKET, spocketNeed, spocketSupplier } from "#integrations/spocket/supplier.ts";
import type { SupplierPort } from "./port.ts";

export interface Supplier {
  id: string;
  need: NeedDefinition;
  open(context: WorkContext, priority?: Priority): SupplierPort;
}

/** Every supplier with an adapter, in the order a run asks them. */
export const suppliers: Supplier[] = [
  { id: FEED, need: feedNeed, open: feedSupplier },
  { id: CJ, need: cjNeed, open: cjSupplier },
  { id: PRINTFUL, need: printfulNeed, open: printfulSupplier },
  { id: AUTODS, need: autodsNeed, open: autodsSupplier },
  ofPrivate(autodsPrivate),
  ofPrivate(spocketPrivate),
  { id: SPOCKET, need: spocketNeed, open: spocketSupplier },
];

function ofPrivate(supplier: PrivateSupplier): Supplier {
  return {
    id: supplier.id,
    need: privateNeed(supplier),
    open: (context, priority) => privateSupplier(supplier, context, priority),
  };
}
