import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { answerControl } from "./control.ts";
import { sendJson } from "./http.ts";
import { startReplay } from "./replay.ts";
import { allScopes } from "./shopify/access.ts";
import { type AdminApi, createAdminApi } from "./shopify/admin-api.ts";
import { createBulkRunner } from "./shopify/bulk/runner.ts";
import { answerDownload } from "./shopify/bulk-download.ts";
import { commitDelayed } from "./shopify/delayed.ts";
import { answerGraphQL, answerToken } from "./shopify/endpoint.ts";
import { mergeResolvers } from "./shopify/resolvers.ts";
import { loadAccessRules } from "./shopify/schema.ts";
import type { Credentials } from "./shopify/tokens.ts";
import { writeMeta } from "./store/clock.ts";
import { seeded } from "./store/seeded.ts";
import { openShop, resetShop, SHOP_DOMAIN, type Shop } from "./store/shop.ts";
import { supplierAt } from "./vendors/answer.ts";
import { answerOsv } from "./vendors/osv/endpoint.ts";
import { answerPagerDuty } from "./vendors/pagerduty/endpoint.ts";
import { answerResend } from "./vendors/resend/endpoint.ts";
import { deliverMails } from "./vendors/resend/mails.ts";
import { answerSlack } from "./vendors/slack/endpoint.ts";
import { answerStorefront } from "./vendors/storefront.ts";
import { startDeliveries } from "./webhooks/delivery.ts";
import { subscribeAll } from "./webhooks/subscribe-all.ts";

export interface SandboxOptions {
  stateDir: string;
  /** 0 takes any free port. */
  port?: number | undefined;
  /** Only the SKUs with the most order lines; the whole shop when absent. */
  products?: number | undefined;
  /** Sets the replay's speed; what was last set when absent, 1 in a new shop. */
  speed?: number | undefined;
  seed?: number | undefined;
  token?: string | undefined;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  scopes?: string[] | undefined;
  /** Refuses level-2 customer data: names, addresses, e-mail, phone. */
  withholdPersonal?: boolean | undefined;
  /** Subscribes this address to every topic the sandbox sends, as the app's own configuration would. */
  webhookAddress?: string | undefined;
  /** Told of every move of the sandbox's clock before the mover gets its answer. */
  clockHook?: string | undefined;
  /** Where the clock of a new shop stands; real time when absent. */
  atMs?: number | undefined;
  /** Makes every id larger than 2^53. */
  bigIds?: boolean | undefined;
  /** What the shop's plan gives each app; 100, the standard plan's, when absent. */
  pointsPerSecond?: number | undefined;
}

export interface Sandbox {
  port: number;
  origin: string;
  domain: string;
  credentials: Credentials;
  shop: Shop;
  api: AdminApi;
  close(): Promise<void>;
}

/** Starts a sandbox on 127.0.0.1 and resolves when it answers. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const seed = options.seed ?? 42;
  const shop = openShop({
    stateDir: options.stateDir,
    seed,
    products: options.products,
    bigIds: options.bigIds ?? false,
    withholdPersonal: options.withholdPersonal,
    at: options.atMs,
  });
  if (options.speed !== undefined) writeMeta(shop.database, "speed", options.speed);
  const credentials: Credentials = {
    token: options.token ?? "shpat_sandbox",
    clientId: options.clientId ?? "sandbox-client",
    clientSecret: options.clientSecret ?? "sandbox-secret",
    scopes: options.scopes ?? allScopes(loadAccessRules()),
  };
  const chance = seeded(seed, "faults");
  const api: AdminApi = createAdminApi(
    mergeResolvers(
      () => api,
      () => bulk.wake(),
    ),
    options.pointsPerSecond,
  );
  const bulk = createBulkRunner(api, shop);
  const deliveries = startDeliveries(shop, credentials.clientSecret, chance);
  const onTime = () => {
    commitDelayed(api, shop);
    deliverMails(shop);
  };
  const replay = startReplay({ shop, clockHook: options.clockHook, onTime });
  const pump = setInterval(onTime, 100);
  const endpoint = { shop, api, credentials, chance };
  const reset = () => {
    resetShop(shop);
    api.buckets.clear();
    if (options.webhookAddress !== undefined) subscribeAll(shop, options.webhookAddress);
  };
  const control = { shop, api, replay, deliveries, chance, reset };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, first = "", ...rest] = pathname.split("/");
    const version = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(pathname)?.[1];
    const supplier = supplierAt(pathname);
    const route = async () => {
      const post = request.method === "POST";
      if (post && version !== undefined) await answerGraphQL(endpoint, version, request, response);
      else if (post && pathname === "/admin/oauth/access_token") await answerToken(endpoint, request, response);
      else if (first === "__sandbox") await answerControl(control, rest.join("/"), request, response);
      else if (supplier) await supplier(endpoint, request, response);
      else if (pathname.startsWith("/vendors/resend/")) await answerResend(endpoint, request, response);
      else if (pathname.startsWith("/vendors/slack/")) await answerSlack(endpoint, request, response);
      else if (pathname.startsWith("/vendors/pagerduty/")) await answerPagerDuty(endpoint, request, response);
      else if (pathname.startsWith("/vendors/osv/")) await answerOsv(endpoint, request, response);
      else if (pathname === "/") await answerStorefront(endpoint, response);
      else if (first === "bulk-results") answerDownload(shop, rest.join("/"), request, response);
      else sendJson(response, 404, { errors: "Not Found" });
    };
    route().catch((error: unknown) => {
      console.error("the sandbox failed to answer", request.method, pathname, error);
      if (!response.headersSent) sendJson(response, 500, { errors: "Internal error" });
      else response.destroy();
    });
  });
  const port = await listen(server, options.port ?? 0);
  shop.origin = `http://127.0.0.1:${port}`;
  if (options.webhookAddress !== undefined) subscribeAll(shop, options.webhookAddress);
  bulk.wake();
  return {
    port,
    origin: shop.origin,
    domain: SHOP_DOMAIN,
    credentials,
    shop,
    api,
    async close() {
      clearInterval(pump);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([replay.stop(), deliveries.stop(), bulk.stop()]);
      shop.close();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
