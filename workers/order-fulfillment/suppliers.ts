import { cjNeed } from "#integrations/cj/account.ts";
import { cjSupplier } from "#integrations/cj/supplier.ts";
import { printfulNeed } from "#integrations/printful/account.ts";
import { printfulSupplier } from "#integrations/printful/supplier.ts";
import { autodsPrivate, spocketPrivate } from "#integrations/private-supplier/account.ts";
import { privateSupplierOf } from "#integrations/private-supplier/supplier.ts";
import type { Supplier } from "#integrations/supplier/registry.ts";
import { supplierOf } from "#integrations/supplier/supplier-of.ts";

/** Suppliers with an adapter that may take orders; the others are for research alone and need not ride along. */
export const suppliers: Supplier[] = [
  supplierOf(cjNeed, cjSupplier),
  supplierOf(printfulNeed, printfulSupplier),
  ...[autodsPrivate, spocketPrivate].map(privateSupplierOf),
];
