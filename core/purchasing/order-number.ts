/** The number a purchase has on paper, from its id. @example orderNumber("a-3f8k2m9xq4tz") // 'PO-3F8K2M9X' */
export function orderNumber(purchaseId: string): string {
  return `PO-${purchaseId.replace(/^a-/, "").slice(0, 8).toUpperCase()}`;
}
