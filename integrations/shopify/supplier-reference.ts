/**
 * The unique metafield that says which supplier's product a product of the store is. Being unique, it makes creating one
 * repeatable: the same reference is the same product.
 */
export const SUPPLIER_REFERENCE = { namespace: "royal_equips", key: "supplier_reference", type: "id" } as const;

export function supplierReference(supplier: string, reference: string): string {
  return `${supplier}:${reference}`;
}
