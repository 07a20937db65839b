import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod/mini";
import { clearFaults, faultSchema, setFault } from "./faults.ts";
import { readJson, sendJson } from "./http.ts";
import { buy, countStock, editOrder, editProduct, findProduct, storm } from "./merchant.ts";
import type { Replay } from "./replay.ts";
import type { AdminApi } from "./shopify/admin-api.ts";
import { INSTALLED_APPS } from "./shopify/resolvers/shop.ts";
import { readClock, readState } from "./state.ts";
import { writeMeta } from "./store/clock.ts";
import { orderTwistSchema } from "./store/order-twist.ts";
import { receiveReturns, requestReturn } from "./store/returns.ts";
import type { Shop } from "./store/shop.ts";
import { skuOf, supplierCatalogue } from "./vendors/catalogue.ts";
import { ADVISORIES } from "./vendors/osv/endpoint.ts";
import { type DeliveryWorker, writeSwitches } from "./webhooks/delivery.ts";

export interface ControlOptions {
  shop: Shop;
  api: AdminApi;
  replay: Replay;
  deliveries: DeliveryWorker;
  chance: () => number;
  reset: () => void;
}

const share = z.union([z.number().check(z.gte(0), z.lte(1)), z.pipe(z.boolean(), z.transform(Number))]);
const money = z.string().check(z.regex(/^\d+(\.\d{1,2})?$/));

const appsSchema = z.object({
  apps: z.array(z.object({ handle: z.string(), title: z.string(), scopes: z.array(z.string()) })),
});
const clockSchema = z.strictObject({ advanceMs: z.int().check(z.nonnegative()) });
const replaySchema = z.strictObject({ speed: z.number().check(z.nonnegative(), z.lte(100_000)) });
const orderSchema = z.object({
  items: z.optional(
    z.array(z.object({ sku: z.string(), quantity: z.int().check(z.positive()) })).check(z.minLength(1)),
  ),
  customer: z.optional(z.int().check(z.positive())),
  country: z.optional(z.string()),
  count: z._default(z.int().check(z.gte(1), z.lte(1000)), 1),
});
const webhookSchema = z.object({
  duplicate: z.optional(share),
  reorder: z.optional(share),
  drop: z.optional(share),
  reorderMs: z.optional(z.int().check(z.positive())),
  retryBaseMs: z.optional(z.int().check(z.positive())),
});
const productSchema = z.object({
  price: z.optional(money),
  compareAtPrice: z.optional(z.nullable(money)),
  title: z.optional(z.string().check(z.minLength(1))),
  status: z.optional(z.enum(["ACTIVE", "ARCHIVED", "DRAFT"])),
  delete: z.optional(z.boolean()),
});
const orderEditSchema = z.extend(orderTwistSchema, {
  cancel: z.optional(z.boolean()),
  fulfil: z.optional(z.boolean()),
  quantities: z.optional(z.array(z.object({ sku: z.string(), quantity: z.int().check(z.nonnegative()) }))),
  /** The shopper asks to send sent units back. */
  returnRequest: z.optional(
    z.object({
      items: z.array(z.object({ sku: z.string(), quantity: z.int().check(z.positive()) })).check(z.minLength(1)),
      reason: z._default(z.string().check(z.minLength(1)), "other"),
    }),
  ),
  /** What is on its way back has arrived. */
  returnReceived: z.optional(z.boolean()),
});
const stockSchema = z.strictObject({ sku: z.string(), delta: z.int() });
const mailSchema = z.strictObject({ perSecond: z.int().check(z.gte(1), z.lte(1_000)) });
const suppliersSchema = z.strictObject({ shippedAfterMs: z.int().check(z.nonnegative()) });
const searchSchema = z.strictObject({ lagMs: z.int().check(z.nonnegative()) });
const stormSchema = z.object({
  count: z.int().check(z.gte(1), z.lte(100_000)),
  twice: z._default(share, 0),
  deletes: z._default(share, 0),
});

type Answer = { status: number; body: unknown };

/** `/__sandbox/…`: what tests, the demo and a curious person use to look into and move the sandbox. */
export async function answerControl(
  options: ControlOptions,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = request.method === "GET" ? {} : await readJson(request);
  const { status, body: reply } =
    body === undefined
      ? wrong("the body must be a JSON object")
      : await answer(options, `${request.method} ${path}`, body);
  sendJson(response, status, reply);
}

async function answer(options: ControlOptions, what: string, body: Record<string, unknown>): Promise<Answer> {
  const { shop, api, replay } = options;
  switch (what) {
    case "GET state":
      return ok(readState(shop, api));
    case "GET clock":
      return ok(readClock(shop));
    case "POST clock":
      return checked(clockSchema, body, async ({ advanceMs }) => ok(await replay.advance(advanceMs)));
    case "POST replay":
      return checked(replaySchema, body, async ({ speed }) => {
        replay.setSpeed(speed);
        return ok(readState(shop, api).replay);
      });
    case "POST faults":
      return checked(faultSchema, body, async (fault) => {
        setFault(shop, fault);
        return ok(readState(shop, api).faults);
      });
    case "DELETE faults":
      clearFaults(shop);
      return ok([]);
    case "POST orders":
      return checked(orderSchema, body, async ({ count, ...purchase }) => {
        const orders = Array.from({ length: count }, () => buy(shop, purchase, options.chance));
        return orders.includes(undefined) ? wrong("a named SKU is not sold here") : ok({ orders });
      });
    case "POST webhooks":
      return checked(webhookSchema, body, async (change) => ok(writeSwitches(shop, change)));
    case "POST deliveries":
      return checked(stormSchema, body, async (wanted) => ok(storm(shop, wanted, options.chance)));
    case "POST deliveries/idle":
      await options.deliveries.idle();
      return ok(readState(shop, api).webhooks.deliveries);
    case "POST stock":
      return checked(stockSchema, body, async ({ sku, delta }) => {
        const available = countStock(shop, sku, delta);
        return available === undefined ? wrong(`no SKU ${sku}`) : ok({ sku, available });
      });
    case "POST mail":
      return checked(mailSchema, body, async ({ perSecond }) => {
        writeMeta(shop.database, "mails_per_second", perSecond);
        return ok({ perSecond });
      });
    case "GET suppliers":
      return ok({ cj: supplierCatalogue(shop, "cj").map((each) => ({ ...each, like: skuOf(shop, each.id) })) });
    case "POST suppliers":
      return checked(suppliersSchema, body, async ({ shippedAfterMs }) => {
        writeMeta(shop.database, "shipped_after_ms", shippedAfterMs);
        return ok({ shippedAfterMs });
      });
    case "POST search":
      return checked(searchSchema, body, async ({ lagMs }) => {
        writeMeta(shop.database, "search_lag_ms", lagMs);
        return ok({ lagMs });
      });
    case "POST apps":
      return checked(appsSchema, body, async ({ apps }) => {
        writeMeta(shop.database, INSTALLED_APPS, JSON.stringify(apps));
        return ok({ apps: apps.length });
      });
    case "POST advisories":
      return checked(
        z.object({ advisories: z.array(z.looseObject({ id: z.string() })) }),
        body,
        async ({ advisories }) => {
          writeMeta(shop.database, ADVISORIES, JSON.stringify(advisories));
          return ok({ advisories: advisories.length });
        },
      );
    case "POST reset":
      options.reset();
      return ok(readState(shop, api));
    default:
      return answerProduct(options, what, body);
  }
}

async function answerProduct({ shop }: ControlOptions, what: string, body: Record<string, unknown>): Promise<Answer> {
  const [, order] = /^POST orders\/(.+)$/.exec(what) ?? [];
  if (order !== undefined)
    return checked(orderEditSchema, body, async ({ returnRequest, returnReceived, ...edit }) => {
      const gid = decodeURIComponent(order);
      if (!editOrder(shop, gid, edit)) return { status: 404, body: { error: "no such order" } };
      if (returnReceived === true) receiveReturns(shop, gid);
      if (returnRequest === undefined) return ok(edit);
      const asked = requestReturn(shop, gid, returnRequest);
      return asked === undefined ? wrong("the order has no such units to return") : ok({ ...edit, return: asked });
    });
  const [, method, reference] = /^(POST|DELETE) products\/(.+)$/.exec(what) ?? [];
  if (method === undefined || reference === undefined)
    return { status: 404, body: { error: `no such control: ${what}` } };
  const id = findProduct(shop, decodeURIComponent(reference));
  if (id === undefined) return { status: 404, body: { error: "no such product" } };
  return checked(productSchema, method === "DELETE" ? { delete: true } : body, async (edit) => {
    editProduct(shop, id, edit);
    return ok({ id: shop.gids.gid("Product", id), ...edit });
  });
}

async function checked<Schema extends z.ZodMiniType>(
  schema: Schema,
  body: unknown,
  act: (input: z.infer<Schema>) => Promise<Answer>,
): Promise<Answer> {
  const parsed = schema.safeParse(body);
  return parsed.success ? act(parsed.data) : wrong(z.prettifyError(parsed.error));
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function wrong(error: string): Answer {
  return { status: 400, body: { error } };
}
