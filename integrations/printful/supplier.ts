import { variable } from "#agent-kit/agent-env.ts";
import type { WorkContext } from "#agent-kit/definition.ts";
import { secrets } from "#agent-kit/secrets.ts";
import type { Priority } from "#core/resilience/priority.ts";
import type { Offer } from "#integrations/supplier/offer.ts";
import type { SupplierDeclaration, SupplierPort } from "#integrations/supplier/port.ts";
import { PRINTFUL, printfulNeed, printfulPace } from "./account.ts";
import { type PrintfulClient, printfulClient } from "./client.ts";
import { externalIdOf, orderBody, recipientOf } from "./order-body.ts";
import {
  type CatalogueProduct,
  catalogueOf,
  listedOf,
  offerOf,
  orderOf,
  quotesOf,
  type ReadProduct,
  type SyncVariant,
  stockOf,
  syncProductOf,
  syncVariantOf,
  trackingIn,
} from "./transform.ts";

export const printfulDeclaration: SupplierDeclaration = {
  id: PRINTFUL,
  name: "Printful",
  evidence: printfulNeed.evidence,
  catalogue: "list",
  perSecond: printfulPace.restorePerSecond,
  cannot: {},
};

/** Each product costs two requests of 120 a minute, so pages are small. */
const productsPerPage = 10;
/** How far back a parcel's number is looked for among the orders. */
const ordersPerPage = 100;
const orderPages = 2;

export function printfulSupplier(context: WorkContext, priority: Priority = "research"): SupplierPort {
  const { env, connect, log } = context;
  const resolver = secrets({ ...env }, { redactor: log.redactor });
  return printfulPort(
    printfulClient({
      connection: connect(PRINTFUL),
      token: () => resolver.require("PRINTFUL_API_KEY"),
      storeId: variable(env, "PRINTFUL_STORE_ID"),
      priority,
      environment: env.ENVIRONMENT,
      baseUrl: variable(env, "PRINTFUL_BASE_URL"),
    }),
  );
}

/** The port over a client: products of the owner's Printful store, ready to be printed, at the catalogue's prices. */
export function printfulPort(printful: PrintfulClient): SupplierPort {
  const blanks = new Map<string, CatalogueProduct>();
  const variants = new Map<string, SyncVariant>();
  /** What this port has read already: it lives for one piece of work, so nothing in it is old. */
  const products = new Map<string, ReadProduct>();

  async function productOf(reference: string): Promise<ReadProduct | null> {
    const known = products.get(reference);
    if (known) return known;
    const answer = await printful.ask({
      name: "store product",
      path: `/store/products/${encodeURIComponent(reference)}`,
    });
    if (answer === null) return null;
    const product = syncProductOf(answer.result);
    for (const variant of product.sync_variants) {
      variants.set(variant.id, variant);
      const blank = variant.product?.product_id;
      if (!blank || blanks.has(blank)) continue;
      const found = await printful.ask({ name: "catalogue product", path: `/products/${encodeURIComponent(blank)}` });
      if (found !== null) blanks.set(blank, catalogueOf(found.result));
    }
    const read = offerOf(product, blanks);
    products.set(reference, read);
    return read;
  }

  async function variantOf(reference: string): Promise<SyncVariant | null> {
    const known = variants.get(reference);
    if (known) return known;
    const answer = await printful.ask({
      name: "store variant",
      path: `/store/variants/${encodeURIComponent(reference)}`,
    });
    if (answer === null) return null;
    const variant = syncVariantOf(answer.result);
    variants.set(reference, variant);
    return variant;
  }

  return {
    declaration: printfulDeclaration,
    async search({ after, limit }) {
      const offset = after === null ? 0 : Number(after);
      const query = { offset, limit: Math.min(limit, productsPerPage) };
      const page = await printful.ask({ name: "store products", path: "/store/products", query });
      const read: ReadProduct[] = [];
      for (const reference of listedOf(page?.result ?? [])) {
        // Deleted since the list was made: no offer, and no fault of anybody.
        const product = await productOf(reference);
        if (product !== null) read.push(product);
      }
      const through = offset + query.limit;
      return {
        offers: read.flatMap((each): Offer[] => (each.ok ? [each.offer] : [])),
        unreadable: read.flatMap((each) => (each.ok ? [] : [{ reference: each.reference, why: each.why }])),
        next: through < (page?.total ?? 0) ? String(through) : null,
      };
    },
    async details(reference) {
      const product = await productOf(reference);
      if (product === null || !product.ok) return null;
      const { description, images, suggestedRetailMinor, variants: own } = product.offer;
      return { description, images, suggestedRetailMinor, variants: own };
    },
    async quoteShipping(ask) {
      const recipient = recipientOf(ask);
      if (recipient === null) return [];
      const items: { variant_id: string; quantity: number }[] = [];
      for (const { variant, quantity } of ask.items) {
        const blank = (await variantOf(variant))?.variant_id;
        if (!blank) return [];
        items.push({ variant_id: blank, quantity });
      }
      // A question, though it is asked with POST: it changes nothing.
      const body = { recipient, items };
      const answer = await printful.ask({ name: "shipping rates", path: "/shipping/rates", body });
      return quotesOf(answer?.result ?? []);
    },
    async stock(reference) {
      const variant = await variantOf(reference);
      return variant === null ? 0 : stockOf(variant.availability_status);
    },
    async placeOrder(ask) {
      const answer = await printful.ask({
        name: "create order",
        path: "/orders",
        query: { confirm: ask.payNow ? 1 : 0 },
        body: orderBody(ask),
        effect: "write",
      });
      return orderOf(answer?.result, ask.reference);
    },
    async order(reference) {
      const path = `/orders/@${encodeURIComponent(externalIdOf(reference))}`;
      const answer = await printful.ask({ name: "order by external id", path });
      return answer === null ? null : orderOf(answer.result, reference);
    },
    async tracking(number) {
      for (let page = 0; page < orderPages; page += 1) {
        const query = { offset: page * ordersPerPage, limit: ordersPerPage };
        const answer = await printful.ask({ name: "orders", path: "/orders", query });
        const found = trackingIn(answer?.result ?? [], number);
        if (found) return found;
        if (query.offset + ordersPerPage >= (answer?.total ?? 0)) return null;
      }
      return null;
    },
  };
}
