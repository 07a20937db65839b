import { CJ, cjNeed } from "#integrations/cj/account.ts";
import { cjSupplier } from "#integrations/cj/supplier.ts";
import { PRINTFUL, printfulNeed } from "#integrations/printful/account.ts";
import { printfulSupplier } from "#integrations/printful/supplier.ts";
import {
  autodsPrivate,
  type PrivateSupplier,
  privateNeed,
  spocketPrivate,
} from "#integrations/private-supplier/account.ts";
import { privateSupplier } from "#integrations/private-supplier/supplier.ts";
import type { Supplier } from "#integrations/supplier/registry.ts";

/** Suppliers with an adapter that may take orders; the others are for research alone and need not ride along. */
export const suppliers: Supplier[] = [
  { id: CJ, need: cjNeed, open: cjSupplier },
  { id: PRINTFUL, need: printfulNeed, open: printfulSupplier },
  ...[autodsPrivate, spocketPrivate].map(ofPrivate),
];

function ofPrivate(supplier: PrivateSupplier): Supplier {
  return {
    id: supplier.id,
    need: privateNeed(supplier),
    open: (context, priority) => privateSupplier(supplier, context, priority),
  };
}
