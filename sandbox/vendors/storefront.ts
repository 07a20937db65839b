import type { ServerResponse } from "node:http";
import { takeFault } from "../faults.ts";
import { sendHtml } from "../http.ts";
import { SHOP_DOMAIN, type Shop } from "../store/shop.ts";
import { sufferAtVendor } from "./faults.ts";

/** As Shopify's own storefronts answer. */
const headers = {
  "strict-transport-security": "max-age=7889238",
  "content-security-policy": "block-all-mixed-content; frame-ancestors 'none'; upgrade-insecure-requests;",
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
};

/** The front door of the shop, where nothing is sold: for whoever looks at its headers. */
export async function answerStorefront(
  { shop, chance }: { shop: Shop; chance: () => number },
  response: ServerResponse,
): Promise<void> {
  const fault = takeFault(shop, ["storefront"], false, chance);
  if (await sufferAtVendor(fault, response)) return;
  // A theme's change that lost them.
  sendHtml(response, 200, SHOP_DOMAIN, fault?.kind === "quota" ? {} : headers);
}
