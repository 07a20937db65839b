import { variable } from "#agent-kit/agent-env.ts";
import type { WorkContext } from "#agent-kit/definition.ts";
import { KitError } from "#agent-kit/errors.ts";
import { sealer } from "#agent-kit/secrets/seal.ts";
import { secrets } from "#agent-kit/secrets.ts";
import { vendorToken } from "#agent-kit/vendor-token.ts";
import type { Priority } from "#core/resilience/priority.ts";
import { budget } from "#durable-objects/client.ts";
import type { SupplierDeclaration, SupplierPort } from "#integrations/supplier/port.ts";
import { CJ, cjNeed, cjPace, cjPoints } from "./account.ts";
import { type CjClient, cjClient } from "./client.ts";
import { orderBody } from "./order-body.ts";
import { requestCjToken } from "./token.ts";
import { detailsOf, orderOf, ordersOf, pageOf, quotesOf, stockOf, trackingOf } from "./transform.ts";

export const cjDeclaration: SupplierDeclaration = {
  id: CJ,
  name: "CJdropshipping",
  evidence: cjNeed.evidence,
  catalogue: "search",
  perSecond: cjPace.restorePerSecond,
  cannot: {},
};

/** How far back an order is looked for by our reference: a second a page at the lowest account level. */
const ordersPerPage = 50;
const orderPages = 20;

export function cjSupplier(context: WorkContext, priority: Priority = "research"): SupplierPort {
  return cjPort(connectCj(context, priority));
}

function connectCj({ env, connect, clock, log, signal }: WorkContext, priority: Priority): CjClient {
  const baseUrl = variable(env, "CJ_BASE_URL");
  const key = variable(env, "SECRET_ENCRYPTION_KEY");
  const resolver = secrets({ ...env }, { redactor: log.redactor });
  const token = vendorToken({
    account: CJ,
    port: budget(env, CJ, cjPoints),
    sealer: key === undefined ? undefined : sealer(key),
    renew: async () => requestCjToken(await resolver.require("CJ_API_KEY"), baseUrl),
    realNow: () => clock.real(),
    signal,
  });
  const pace = budget(env, "cj pace", cjPace);
  return cjClient({ connection: connect(CJ), token, pace, priority, environment: env.ENVIRONMENT, baseUrl });
}

/** The port over a client; points as the vendor charges them. */
export function cjPort(cj: CjClient): SupplierPort {
  return {
    declaration: cjDeclaration,
    async search({ terms, after, limit }) {
      const query = { keyWord: terms, page: after ?? 1, size: Math.min(limit, 100) };
      return pageOf(await cj.ask({ path: "/product/listV2", query, points: 50 }));
    },
    async details(reference) {
      // One question for the stock of all its variants, which `queryByVid` tells one by one.
      const query = { pid: reference, features: "enable_inventory" };
      const data = await cj.ask({ path: "/product/query", query, points: 10 });
      return data === null ? null : detailsOf(data);
    },
    async quoteShipping({ items, fromCountry, toCountry }) {
      const products = items.map(({ variant, quantity }) => ({ vid: variant, quantity }));
      const body = { startCountryCode: fromCountry, endCountryCode: toCountry, products };
      return quotesOf(await cj.ask({ path: "/logistic/freightCalculate", body, points: 10 }));
    },
    async stock(variant) {
      return stockOf(await cj.ask({ path: "/product/stock/queryByVid", query: { vid: variant }, points: 10 }));
    },
    async placeOrder(ask) {
      const data = await cj.ask({
        path: "/shopping/order/createOrderV2",
        body: orderBody(ask),
        points: 1,
        effect: "write",
      });
      const order = typeof data === "string" ? { orderId: data } : data;
      return { ...orderOf(order), reference: ask.reference };
    },
    async order(reference) {
      for (let page = 1; page <= orderPages; page += 1) {
        const query = { pageNum: page, pageSize: ordersPerPage };
        const orders = ordersOf(await cj.ask({ path: "/shopping/order/list", query, points: 1 }));
        const found = orders.find((order) => order.reference === reference);
        if (found) return found;
        if (orders.length < ordersPerPage) return null;
      }
      // Not found among so many is not the same as not there: whoever asks must not order again.
      throw new KitError({
        code: "look-up-inconclusive",
        message: `CJdropshipping lists more than ${ordersPerPage * orderPages} newer orders: look there for ours.`,
        outcome: "refused",
        retryable: true,
        report: false,
        countsAgainst: false,
      });
    },
    async tracking(number) {
      return trackingOf(
        await cj.ask({ path: "/logistic/trackInfo", query: { trackNumber: number }, points: 1 }),
        number,
      );
    },
  };
}
