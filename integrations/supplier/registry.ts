import type { NeedDefinition, WorkContext } from "#agent-kit/definition.ts";
import type { Priority } from "#core/resilience/priority.ts";
import { autodsNeed } from "#integrations/autods/account.ts";
import { autodsSupplier } from "#integrations/autods/supplier.ts";
import { cjNeed } from "#integrations/cj/account.ts";
import { cjSupplier } from "#integrations/cj/supplier.ts";
import { feedNeed, feedSupplier } from "#integrations/feed/supplier.ts";
import { printfulNeed } from "#integrations/printful/account.ts";
import { printfulSupplier } from "#integrations/printful/supplier.ts";
import { autodsPrivate, spocketPrivate } from "#integrations/private-supplier/account.ts";
import { privateSupplierOf } from "#integrations/private-supplier/supplier.ts";
import { spocketNeed, spocketSupplier } from "#integrations/spocket/supplier.ts";
import type { SupplierPort } from "./port.ts";
import { supplierOf } from "./supplier-of.ts";

export interface Supplier {
  id: string;
  need: NeedDefinition;
  open(context: WorkContext, priority?: Priority): SupplierPort;
}

/** Every supplier with an adapter, in the order a run asks them. */
export const suppliers: Supplier[] = [
  supplierOf(feedNeed, feedSupplier),
  supplierOf(cjNeed, cjSupplier),
  supplierOf(printfulNeed, printfulSupplier),
  supplierOf(autodsNeed, autodsSupplier),
  privateSupplierOf(autodsPrivate),
  privateSupplierOf(spocketPrivate),
  supplierOf(spocketNeed, spocketSupplier),
];
