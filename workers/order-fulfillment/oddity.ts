import { showMoney } from "#core/money/show-money.ts";
import type { Terms } from "./order-goods.ts";
import type { MirrorOrder } from "./snapshot.ts";

/** An order that is no ordinary one: what becomes of it, and why. Null when there is nothing odd about it. */
export function oddity(
  order: MirrorOrder,
  { shop, settings }: Terms,
): { state: "closed" | "stopped"; reason: string } | null {
  const wanted = order.lines.filter(({ quantity }) => quantity > 0);
  if (wanted.length === 0) return { state: "closed", reason: "it has no lines: there is nothing to send" };
  if (!knownCurrencies().has(order.currency))
    return { state: "stopped", reason: `${order.currency || "no currency"} is no currency anybody knows` };
  if (order.currency !== shop.currency)
    return { state: "stopped", reason: `it is in ${order.currency}, the shop counts in ${shop.currency}` };
  const below = order.lines.find(({ unitPriceMinor }) => unitPriceMinor < 0);
  const wrong = order.totalMinor < 0 ? order.totalMinor : below?.unitPriceMinor;
  if (wrong !== undefined) {
    const whose = order.totalMinor < 0 ? "its total" : `the price of ${below?.sku ?? "a line"}`;
    return { state: "stopped", reason: `${whose} of ${showMoney(wrong, order.currency)} cannot be right` };
  }
  if (order.totalMinor === 0 && !settings.sendUnpaid)
    return { state: "stopped", reason: "it is worth nothing: send it by hand, or let the settings send gifts" };
  return null;
}

let currencies: ReadonlySet<string> | null = null;

function knownCurrencies(): ReadonlySet<string> {
  currencies ??= new Set(Intl.supportedValuesOf("currency"));
  return currencies;
}
