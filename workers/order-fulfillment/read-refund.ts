import { parseMinor } from "#core/money/minor-units.ts";
import { suggestedRefund } from "#integrations/shopify/operations.generated.ts";
import type { Context } from "./observe.ts";
import type { LineUnits, Refundable } from "./snapshot.ts";

/** What the store would pay back for these units, and through which payments; null when nothing. */
export async function readRefund(context: Context, orderId: string, units: LineUnits[]): Promise<Refundable | null> {
  const lines = units.map(({ lineId, quantity }) => ({ lineItemId: lineId, quantity }));
  const { order } = await context.clients.store().run(suggestedRefund, { orderId, lines });
  const suggested = order?.suggestedRefund;
  if (!suggested) return null;
  const transactions = suggested.suggestedTransactions
    .map(({ gateway, amountSet, parentTransaction }) => ({
      gateway: gateway ?? "",
      parentId: parentTransaction?.id ?? null,
      amountMinor: minorOf(amountSet.shopMoney),
    }))
    .filter(({ amountMinor }) => amountMinor > 0);
  const amountMinor = minorOf(suggested.amountSet.shopMoney);
  return amountMinor > 0 ? { amountMinor, lines: units, transactions } : null;
}

/** Zero for what is no amount. */
export function minorOf({ amount, currencyCode }: { amount: string; currencyCode: string }): number {
  const parsed = parseMinor(amount, currencyCode);
  return parsed.ok ? parsed.value : 0;
}
