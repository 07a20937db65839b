import type { IncomingMessage, ServerResponse } from "node:http";
import { takeFault } from "../../faults.ts";
import { readJson, sendJson } from "../../http.ts";
import type { Shop } from "../../store/shop.ts";
import type { VendorOptions } from "../answer.ts";
import { supplierCatalogue } from "../catalogue.ts";
import { currencyUnder, spoilt, sufferAtVendor } from "../faults.ts";
import { blank, type Printed, printed, syncProduct, syncVariant } from "./goods.ts";
import { confirm, listOrders, makeOrder, orderById } from "./orders.ts";

export const PRINTFUL_SANDBOX_KEY = "printful-sandbox-key";
const ROOT = "/vendors/printful";
const PER_MINUTE = 120;

interface Asked {
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  post: boolean;
}

export type Answered = { result: unknown; paging?: object } | { status: number; reason: string };

/** Times of the last minute's requests: version 1 counts them by token. */
const lastCalls = new WeakMap<Shop, number[]>();

/** The double of Printful's API version 1: what the adapter uses of it, in the documented shapes. */
export async function answerPrintful(
  { shop, chance }: VendorOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const post = request.method === "POST";
  const body = post ? await readJson(request) : {};
  const path = url.pathname.slice(ROOT.length);
  const fault = takeFault(shop, ["printful", `printful${path}`], post, chance);
  if (await sufferAtVendor(fault, response)) return;
  const refuse = (status: number, reason: string, headers = {}) =>
    sendJson(response, status, { code: status, result: reason, error: { reason, message: reason } }, headers);
  if (fault?.kind === "401" || request.headers.authorization !== `Bearer ${PRINTFUL_SANDBOX_KEY}`)
    return refuse(401, "Unauthorized");
  if (fault?.kind === "throttled" || fault?.kind === "quota" || tooMany(shop))
    return refuse(429, "You've recently sent too many requests", { "retry-after": "60" });
  if (body === undefined) return refuse(400, "Invalid JSON");
  const goods = printed(spoilt(supplierCatalogue(shop, "printful"), fault), currencyUnder(fault));
  const answer = answerOf(shop, goods, { path, query: url.searchParams, body, post });
  if (fault?.kind === "reply-lost") return void response.socket?.destroy();
  if ("status" in answer) return refuse(answer.status, answer.reason);
  sendJson(response, 200, { code: 200, ...answer });
}

const notFound: Answered = { status: 404, reason: "Not Found" };

function answerOf(shop: Shop, goods: Printed[], asked: Asked): Answered {
  const { path, query, body, post } = asked;
  const [, first = "", second = "", third = "", fourth = ""] = path.split("/").map(decodeURIComponent);
  const offset = Number(query.get("offset") ?? 0);
  const limit = Math.min(100, Number(query.get("limit") ?? 20));
  const one = (found: unknown): Answered => (found === undefined ? notFound : { result: found });
  const variantOf = (id: unknown) =>
    goods
      .flatMap((each) => each.variants.map((variant) => ({ each, variant })))
      .find(({ variant }) => variant.id === Number(id));
  switch (`${post ? "POST" : "GET"} ${first}/${second && first === "store" ? second : ""}`) {
    case "GET store/products": {
      if (third !== "") {
        const product = goods.find(({ id }) => id === Number(third));
        return one(product && syncProduct(product));
      }
      const page = goods.slice(offset, offset + limit).map((product) => syncProduct(product).sync_product);
      return { result: page, paging: { total: goods.length, offset, limit } };
    }
    case "GET store/variants": {
      const found = variantOf(third);
      return one(found && { sync_variant: syncVariant(found.each, found.variant) });
    }
    case "GET products/": {
      const product = goods.find(({ blankId }) => blankId === Number(second));
      return one(product && blank(product));
    }
    case "POST shipping/": {
      const recipient = (body.recipient ?? {}) as { country_code?: string; state_code?: string };
      if (!recipient.country_code) return { status: 400, reason: "Recipient: Country code is missing" };
      if (["US", "CA", "AU"].includes(recipient.country_code) && !recipient.state_code)
        return { status: 400, reason: "Recipient: State code is missing" };
      const items = (body.items ?? []) as { variant_id: string; quantity: number }[];
      const product = goods.find(({ variants }) =>
        variants.some(({ blankId }) => blankId === Number(items[0]?.variant_id)),
      );
      if (!product) return { status: 400, reason: "Variant not found" };
      return { result: rates(product) };
    }
    case "GET orders/":
      return second === "" ? listOrders(shop, offset, limit) : one(orderById(shop, second));
    case "POST orders/":
      if (third === "confirm" && fourth === "") return one(confirm(shop, second));
      return makeOrder(shop, body, query.get("confirm") === "1", (id) => variantOf(id) !== undefined);
    default:
      return notFound;
  }
}

function rates({ currency, source }: Printed) {
  const rate = (id: string, name: string, minor: number, low: number, high: number) => ({
    id,
    name,
    rate: (minor / 100).toFixed(2),
    currency,
    minDeliveryDays: low,
    maxDeliveryDays: high,
  });
  const { shippingMinor, daysLow, daysHigh } = source;
  return [
    rate("STANDARD", "Flat Rate", shippingMinor, daysLow, daysHigh),
    rate("PRINTFUL_FAST", "Express", 3 * shippingMinor, 1, 3),
  ];
}

function tooMany(shop: Shop): boolean {
  const now = Date.now();
  const recent = (lastCalls.get(shop) ?? []).filter((at) => at > now - 60_000);
  lastCalls.set(shop, [...recent, now]);
  return recent.length >= PER_MINUTE;
}
