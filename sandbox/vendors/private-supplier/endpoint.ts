import type { IncomingMessage, ServerResponse } from "node:http";
import { takeFault } from "../../faults.ts";
import { readJson, sendJson } from "../../http.ts";
import type { Shop } from "../../store/shop.ts";
import type { VendorOptions } from "../answer.ts";
import { type SupplierProduct, supplierCatalogue } from "../catalogue.ts";
import { currencyUnder, spoilt, sufferAtVendor } from "../faults.ts";
import { isShipped, keepOrder, orderOf, ordersOf, type SupplierOrderRow } from "../supplier-orders.ts";
import { PRIVATE_SANDBOX_KEY } from "./endpoints.ts";

type Body = Record<string, unknown>;
interface Asked {
  path: string;
  query: URLSearchParams;
  body: Body;
  post: boolean;
}

/** A private interface nobody else has, under `/vendors/private/<name>/`: each name has goods and orders of its own. */
export async function answerPrivateSupplier(
  { shop, chance }: VendorOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const [, , , name = "", ...rest] = url.pathname.split("/");
  const vendor = `${name}-private`;
  const post = request.method === "POST";
  const body = post ? await readJson(request) : {};
  const fault = takeFault(shop, [vendor, `${vendor}/${rest[0] ?? ""}`], post, chance);
  if (await sufferAtVendor(fault, response)) return;
  if (fault?.kind === "401" || request.headers["x-api-key"] !== PRIVATE_SANDBOX_KEY)
    return sendJson(response, 401, { error: "who are you" });
  if (fault?.kind === "throttled" || fault?.kind === "quota")
    return sendJson(response, 429, { error: "too many requests" }, { "retry-after": "60" });
  if (body === undefined) return sendJson(response, 400, { error: "no JSON" });
  const goods = spoilt(supplierCatalogue(shop, vendor), fault);
  const asked = { path: rest.join("/"), query: url.searchParams, body, post };
  const answer = answerOf(shop, vendor, goods, currencyUnder(fault), asked);
  if (fault?.kind === "reply-lost") return void response.socket?.destroy();
  sendJson(response, "refused" in answer ? 422 : answer.found === null ? 404 : 200, answer.found ?? answer);
}

function answerOf(
  shop: Shop,
  vendor: string,
  goods: SupplierProduct[],
  currency: string,
  { path, query, body, post }: Asked,
): { found: unknown } | { refused: string; found?: undefined } {
  const [first = "", id = "", third = ""] = path.split("/").map(decodeURIComponent);
  const byNumber = (number: unknown) => goods.find((product) => product.id === number);
  if (first === "items" && third === "stock") {
    const product = byNumber(id);
    return { found: product ? { on_hand: product.stock } : null };
  }
  if (first === "items") {
    const size = Number(query.get("per_page") ?? 50);
    const from = (Number(query.get("page") ?? 1) - 1) * size;
    return { found: { data: { items: goods.slice(from, from + size).map((product) => shown(product, currency)) } } };
  }
  if (first === "delivery") {
    const product = byNumber(query.get("item"));
    if (!product) return { found: null };
    const count = Number(query.get("count") ?? 1);
    const { shippingMinor, daysLow, daysHigh } = product;
    const cost = ((shippingMinor * (1 + count)) / 2 / 100).toFixed(2);
    return { found: { options: [{ code: "POST", cost, currency, days: `${daysLow}-${daysHigh}` }] } };
  }
  if (first === "orders" && post) {
    const lines = (body.lines ?? []) as { item_no?: string; count?: number }[];
    const right = lines.length > 0 && lines.every(({ item_no, count }) => byNumber(item_no) && (count ?? 0) > 0);
    if (!right || typeof body.your_ref !== "string") return { refused: "lines or your_ref" };
    const row = keepOrder(shop, { vendor, root: "POST /orders", reference: body.your_ref, body });
    return row ? { found: order(shop, row) } : { refused: "your_ref is taken" };
  }
  if (first === "orders") {
    const row = orderOf(shop, vendor, query.get("your_ref") ?? "");
    return { found: { orders: row ? [order(shop, row)] : [] } };
  }
  if (first === "parcels") {
    const parcels = ordersOf(shop, vendor, 1_000, 0).rows.map((row) => order(shop, row).parcel);
    return { found: parcels.find((parcel) => parcel?.number === id) ?? null };
  }
  return { found: null };
}

function shown(product: SupplierProduct, currency: string) {
  return {
    item_no: product.id,
    name: product.title,
    price: { amount: (product.costMinor / 100).toFixed(2), currency },
    delivery: { cost: (product.shippingMinor / 100).toFixed(2), days: `${product.daysLow}-${product.daysHigh}` },
    recommended_price: (product.retailMinor / 100).toFixed(2),
    on_hand: product.stock,
    group: product.category,
    picture: `https://images.example/${product.id}.jpg`,
    stars: product.rating,
    votes: product.votes,
    sellers: product.sellers,
  };
}

function order(shop: Shop, row: SupplierOrderRow) {
  const paid = (JSON.parse(row.body) as { pay?: boolean }).pay === true;
  const shipped = isShipped(shop, row, paid);
  return {
    order_no: `P${10_000 + row.id}`,
    your_ref: row.reference,
    state: shipped ? "sent" : paid ? "paid" : "open",
    parcel: shipped ? { number: `PP${50_000 + row.id}`, carrier: "EVRI", state: "on its way" } : null,
  };
}
