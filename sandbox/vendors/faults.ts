import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../faults.ts";
import { sendHtml } from "../http.ts";
import { CURRENCY } from "../store/shop.ts";
import type { SupplierProduct } from "./catalogue.ts";

/** Lets a fault happen that has nothing to do with what was asked; true when it has answered, or dropped, the request. */
export async function sufferAtVendor(fault: Fault | undefined, response: ServerResponse): Promise<boolean> {
  switch (fault?.kind) {
    case "500":
    case "502":
    case "503":
      sendHtml(response, Number(fault.kind), "Service unavailable");
      return true;
    case "slow":
      await sleep(fault.delayMs ?? 3000);
      return false;
    case "timeout":
      await sleep(fault.delayMs ?? 60_000);
      response.socket?.destroy();
      return true;
    default:
      return false;
  }
}

/** The shop's own currency, unless the supplier has got it wrong. */
export function currencyUnder(fault: Fault | undefined): string {
  return fault?.kind === "currency" ? "JPY" : CURRENCY;
}

/** Prices as a supplier with a broken export has them. */
export function spoilt(products: SupplierProduct[], fault: Fault | undefined): SupplierProduct[] {
  const change = (turn: (minor: number) => number) =>
    products.map((product) => ({
      ...product,
      costMinor: turn(product.costMinor),
      variants: product.variants.map((variant) => ({ ...variant, costMinor: turn(variant.costMinor) })),
    }));
  switch (fault?.kind) {
    case "zero":
      return change(() => 0);
    case "negative":
      return change((minor) => -minor);
    case "jump":
      return change((minor) => minor * 100);
    default:
      return products;
  }
}
