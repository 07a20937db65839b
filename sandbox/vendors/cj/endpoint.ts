import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { takeFault } from "../../faults.ts";
import { readJson, sendJson } from "../../http.ts";
import { readMeta, writeMeta } from "../../store/clock.ts";
import type { Shop } from "../../store/shop.ts";
import { type SupplierProduct, supplierCatalogue } from "../catalogue.ts";
import { spoilt, sufferAtVendor } from "../faults.ts";
import { listOrders, placeOrder } from "./orders.ts";

export const CJ_SANDBOX_KEY = "cj-sandbox-key";
const ROOT = "/vendors/cj/api2.0/v1";
const PAY = new Set([1, 2, 3]);

interface Options {
  shop: Shop;
  chance: () => number;
}

interface Asked {
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

/** Requests, and times of the last ones, since the sandbox started: the vendor counts by account. */
const lastCalls = new WeakMap<Shop, number[]>();

/** The double of CJdropshipping's API 2.0: what the adapter uses of it, in the documented shapes. Prices are in dollars. */
export async function answerCj(
  { shop, chance }: Options,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const path = url.pathname.slice(ROOT.length);
  const body = request.method === "POST" ? await readJson(request) : {};
  if (body === undefined) return refuse(response, 1600300, "Illegal parameter");
  if (path === "/authentication/getAccessToken") return grant(shop, body, response);
  const fault = takeFault(shop, ["cj", `cj${path}`], request.method === "POST", chance);
  if (await sufferAtVendor(fault, response)) return;
  const known = readMeta(shop.database, "cj_token");
  if (fault?.kind === "401" || known === undefined || request.headers["cj-access-token"] !== known)
    return refuse(response, 1600001, "Invalid API key or access token");
  if (fault?.kind === "quota") return refuse(response, 1600201, "Quota has been used up");
  if (fault?.kind === "throttled" || tooFast(shop))
    return refuse(response, 1600200, "Too Many Requests, QPS limit is 1 time/1second");
  const products = spoilt(supplierCatalogue(shop, "cj"), fault);
  const data = dataOf(shop, products, { path, query: url.searchParams, body });
  if (fault?.kind === "reply-lost") return void response.socket?.destroy();
  if (data === undefined) return refuse(response, 1600101, "Interface not found");
  if ("code" in data) return refuse(response, data.code, data.message);
  sendJson(response, 200, {
    code: 200,
    result: true,
    message: "Success",
    data: data.data,
    requestId: requestId(url.href),
  });
}

type Answer = { data: unknown } | { code: number; message: string };

function dataOf(shop: Shop, products: SupplierProduct[], { path, query, body }: Asked): Answer | undefined {
  const byVariant = (vid: string) => products.find(({ variants }) => variants.some(({ id }) => id === vid));
  switch (path) {
    case "/product/listV2":
      return { data: listed(products, query) };
    case "/product/query": {
      const product = products.find(({ id }) => id === query.get("pid"));
      return product
        ? { data: detailed(product, query.getAll("features").includes("enable_inventory")) }
        : { code: 1602001, message: "Product not found" };
    }
    case "/product/stock/queryByVid": {
      const product = byVariant(query.get("vid") ?? "");
      if (!product) return { code: 1602000, message: "Variant not found" };
      return {
        data: [
          { areaEn: "China Warehouse", countryCode: "CN", storageNum: product.stock, totalInventoryNum: product.stock },
        ],
      };
    }
    case "/logistic/freightCalculate": {
      const [first] = (body.products ?? []) as { vid: string }[];
      const product = byVariant(first?.vid ?? "");
      if (!product) return { code: 1602000, message: "Variant not found" };
      const { shippingMinor, daysLow, daysHigh } = product;
      const service = (logisticName: string, minor: number, low: number, high: number) => ({
        logisticName,
        logisticPrice: minor / 100,
        logisticAging: `${low}-${high}`,
      });
      return {
        data: [
          service("CJPacket Fast", 2 * shippingMinor, Math.ceil(daysLow / 2), Math.ceil(daysHigh / 2)),
          service("CJPacket Ordinary", shippingMinor, daysLow, daysHigh),
        ],
      };
    }
    case "/shopping/order/createOrderV2":
      if (!PAY.has(Number(body.payType ?? 1)) || typeof body.orderNumber !== "string" || body.orderNumber.length > 40)
        return { code: 1600300, message: "Illegal parameter" };
      return placeOrder(shop, body as { orderNumber: string });
    case "/shopping/order/list":
      return { data: listOrders(shop, Number(query.get("pageNum") ?? 1), Number(query.get("pageSize") ?? 20)) };
    case "/logistic/trackInfo": {
      const found = listOrders(shop, 1, 1_000).list.find(({ trackNumber }) => trackNumber === query.get("trackNumber"));
      return {
        data: found
          ? [{ trackingNumber: found.trackNumber, logisticName: "CJPacket Ordinary", trackingStatus: "In transit" }]
          : [],
      };
    }
    default:
      return undefined;
  }
}

function listed(products: SupplierProduct[], query: URLSearchParams) {
  const words = (query.get("keyWord") ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = products.filter(
    ({ title }) => words.some((word) => title.toLowerCase().includes(word)) || words.length === 0,
  );
  const size = Math.min(100, Number(query.get("size") ?? 10));
  const page = Number(query.get("page") ?? 1);
  const productList = found.slice((page - 1) * size, page * size).map((product) => ({
    id: product.id,
    nameEn: product.title,
    sku: `CJ${product.id.slice(-6)}`,
    bigImage: `https://images.example/${product.id}.jpg`,
    sellPrice: priceRange(product),
    nowPrice: null,
    listedNum: product.sellers,
    warehouseInventoryNum: product.stock,
    threeCategoryName: product.category,
  }));
  const totalPages = Math.ceil(found.length / size);
  return {
    pageSize: size,
    pageNumber: page,
    totalRecords: found.length,
    totalPages,
    content: [{ productList, keyWord: query.get("keyWord") }],
  };
}

function priceRange({ variants }: SupplierProduct): string {
  const prices = variants.map(({ costMinor }) => costMinor / 100);
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  return low === high ? low.toFixed(2) : `${low.toFixed(2)} -- ${high.toFixed(2)}`;
}

function detailed(product: SupplierProduct, counted: boolean) {
  return {
    pid: product.id,
    productNameEn: product.title,
    description: `<p>${product.title}</p>`,
    productImageSet: [`https://images.example/${product.id}.jpg`],
    suggestSellPrice: (product.retailMinor / 100).toFixed(2),
    variants: product.variants.map(({ id, sku, name, costMinor }) => ({
      vid: id,
      variantSku: sku,
      variantKey: name,
      variantSellPrice: costMinor / 100,
      ...(counted && {
        inventories: [
          { countryCode: "CN", totalInventory: product.stock, cjInventory: 0, factoryInventory: product.stock },
        ],
      }),
    })),
  };
}

/** One request a second, as the lowest account level has it, with the tolerance the vendor's own counter shows. */
function tooFast(shop: Shop): boolean {
  const now = Date.now();
  const recent = (lastCalls.get(shop) ?? []).filter((at) => at > now - 900);
  lastCalls.set(shop, [...recent, now]);
  return recent.length >= 2;
}

function grant(shop: Shop, body: Record<string, unknown>, response: ServerResponse): void {
  if (body.apiKey !== CJ_SANDBOX_KEY) {
    refuse(response, 1600001, "Invalid API key or access token");
    return;
  }
  const accessToken = createHash("sha256").update(`${shop.seed} ${Date.now()}`).digest("hex");
  writeMeta(shop.database, "cj_token", accessToken);
  const expiry = new Date(Date.now() + 15 * 86_400_000).toISOString();
  sendJson(response, 200, {
    code: 200,
    result: true,
    message: "Success",
    data: { accessToken, accessTokenExpiryDate: expiry, refreshToken: `${accessToken}r` },
    requestId: requestId(accessToken),
  });
}

function refuse(response: ServerResponse, code: number, message: string): void {
  sendJson(response, 200, { code, result: false, message, data: null, requestId: requestId(message) });
}

function requestId(of: string): string {
  return createHash("sha256").update(of).digest("hex").slice(0, 32);
}
