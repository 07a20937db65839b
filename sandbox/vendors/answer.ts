import type { IncomingMessage, ServerResponse } from "node:http";
import type { Shop } from "../store/shop.ts";
import { answerAutods } from "./autods/endpoint.ts";
import { answerChannel } from "./channel/endpoint.ts";
import { answerCj } from "./cj/endpoint.ts";
import { answerFeed } from "./feed/endpoint.ts";
import { answerPrintful } from "./printful/endpoint.ts";
import { answerPrivateSupplier } from "./private-supplier/endpoint.ts";

export interface VendorOptions {
  shop: Shop;
  chance: () => number;
}

type Answer = (options: VendorOptions, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The doubles of suppliers and of a sales channel, each under `/vendors/<name>/`. */
const suppliers: Record<string, Answer> = {
  autods: answerAutods,
  channel: answerChannel,
  cj: answerCj,
  feed: answerFeed,
  printful: answerPrintful,
  private: answerPrivateSupplier,
};

export function supplierAt(pathname: string): Answer | undefined {
  const [, first, vendor = ""] = pathname.split("/");
  return first === "vendors" && Object.hasOwn(suppliers, vendor) ? suppliers[vendor] : undefined;
}
