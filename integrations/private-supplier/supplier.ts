import type { WorkContext } from "#agent-kit/definition.ts";
import { KitError } from "#agent-kit/errors.ts";
import type { CallEffect } from "#agent-kit/retry.ts";
import { secrets } from "#agent-kit/secrets.ts";
import { httpError } from "#agent-kit/vendor-error.ts";
import type { Priority } from "#core/resilience/priority.ts";
import { offerOfRow } from "#integrations/feed/offer-of-row.ts";
import { costMinorOf, daysOf, figureOf } from "#integrations/supplier/decimal.ts";
import type { Offer } from "#integrations/supplier/offer.ts";
import type { ShippingQuote, SupplierOrder, SupplierPort } from "#integrations/supplier/port.ts";
import type { Supplier } from "#integrations/supplier/registry.ts";
import { askRest, badOrder, unreadableReply } from "#integrations/supplier/rest.ts";
import { supplierOf } from "#integrations/supplier/supplier-of.ts";
import { configOf, type PrivateSupplier, privateNeed } from "./account.ts";
import type { PrivateSupplierConfig } from "./config.ts";
import { declare } from "./declare.ts";
import { addressOf, bodyOf, rowsAt, type Values, valueAt } from "./template.ts";

const timeoutMs = 15_000;

type Endpoint = Pick<NonNullable<PrivateSupplierConfig["search"]>, "path" | "method" | "body">;
type OrderFields = NonNullable<PrivateSupplierConfig["order"]>["fields"];

export function privateSupplierOf(supplier: PrivateSupplier): Supplier {
  return supplierOf(privateNeed(supplier), (context, priority) => privateSupplier(supplier, context, priority));
}

/**
 * One adapter for every private interface. Its base address is what the operator set, so in production it is written to as
 * a vendor's own address is; no path leads away from it.
 */
export function privateSupplier(
  supplier: PrivateSupplier,
  { env, connect, log }: WorkContext,
  priority: Priority = "research",
): SupplierPort {
  const read = configOf(supplier, env);
  const declaration = declare(supplier, read);
  if (!read.ok) return { declaration, search: async () => Promise.reject(misconfigured(supplier, read.why)) };
  const { config } = read;
  const resolver = secrets({ ...env }, { redactor: log.redactor });

  function ask(name: string, endpoint: Endpoint, values: Values, effect: CallEffect = "read", items?: never[] | Items) {
    return connect(supplier.id).call({
      name,
      effect,
      priority,
      timeoutMs,
      run: async (signal) => {
        const key = await resolver.require(supplier.keyVariable);
        const headers = Object.entries(config.headers).map(([header, text]) => [header, text.replaceAll("{key}", key)]);
        const body = endpoint.body === undefined ? undefined : bodyOf(endpoint.body, values, items);
        const url = addressOf(config.baseUrl, endpoint.path, values);
        const asked = {
          vendor: supplier.name,
          url,
          method: endpoint.method,
          headers: Object.fromEntries(headers),
          body,
        };
        const reply = await askRest({ ...asked, signal });
        if (reply.status === 404 && effect !== "read") throw httpError(supplier.name, reply, { realNow: Date.now() });
        return { value: reply.status === 404 ? null : { data: reply.data } };
      },
    });
  }

  function rowsOf(answer: { data: unknown } | null, at: string): unknown[] {
    if (answer === null) return [];
    const rows = rowsAt(answer.data, at);
    if (rows === null) throw unreadableReply(supplier.name, JSON.stringify(answer.data) ?? "");
    return rows;
  }

  function orderOf(row: unknown, fields: OrderFields, reference: string): SupplierOrder {
    const id = textAt(row, fields.id);
    if (id === null) throw unreadableReply(supplier.name, JSON.stringify(row) ?? "");
    const trackingNumber = fields.trackingNumber ? textAt(row, fields.trackingNumber) : null;
    return { id, reference, status: textAt(row, fields.status) ?? "", trackingNumber };
  }

  const { search, quoteShipping, stock, placeOrder, order, tracking } = config;
  return {
    declaration,
    ...(search && {
      async search({ terms, after, limit }) {
        const page = after === null ? search.firstPage : Number(after);
        const offset = (page - search.firstPage) * limit;
        const rows = rowsOf(await ask("search", search, { terms, limit, page, offset }), search.rows);
        const read = rows.map((row, at) => offerOfRow(columnsOf(row, search.fields, config.currency), offset + at));
        return {
          offers: read.flatMap((each): Offer[] => (each.ok ? [each.offer] : [])),
          unreadable: read.flatMap((each) => (each.ok ? [] : [{ reference: each.reference, why: each.why }])),
          next: rows.length >= limit ? String(page + 1) : null,
        };
      },
    }),
    ...(quoteShipping && {
      async quoteShipping({ items, fromCountry, toCountry }) {
        const quotes: ShippingQuote[] = [];
        const [first] = items;
        const values = { variant: first?.variant ?? "", quantity: first?.quantity ?? 1, fromCountry, toCountry };
        // One line a question: what several cost together is not the sum, and is not asked.
        if (items.length !== 1) return quotes;
        for (const row of rowsOf(await ask("quote", quoteShipping, values), quoteShipping.rows)) {
          const { service, cost, currency, days } = quoteShipping.fields;
          const named = textAt(row, service);
          const money = (currency ? textAt(row, currency) : null) ?? config.currency ?? "";
          const costMinor = /^[A-Z]{3}$/.test(money) ? costMinorOf(valueAt(row, cost), money) : null;
          if (named === null || costMinor === null || Number.isNaN(costMinor)) continue;
          const { low, high } = daysOf(days ? valueAt(row, days) : null);
          quotes.push({ service: named, currency: money, costMinor, daysLow: low, daysHigh: high });
        }
        return quotes;
      },
    }),
    ...(stock && {
      async stock(variant) {
        const answer = await ask("stock", stock, { variant });
        return answer === null ? 0 : figureOf(valueAt(answer.data, stock.value));
      },
    }),
    ...(placeOrder && {
      async placeOrder(wanted) {
        const { reference, items, address, service, fromCountry, payNow } = wanted;
        if (items.length === 0 || reference === "") throw badOrder("An order needs a reference and something ordered.");
        const lines = items.map(({ variant, quantity }) => bodyOf(placeOrder.item, { variant, quantity }));
        const values = { ...address, reference, service, fromCountry, payNow };
        const answer = await ask("place order", placeOrder, values, "write", lines);
        return orderOf(answer?.data, placeOrder.fields, reference);
      },
    }),
    ...(order && {
      async order(reference) {
        const answer = await ask("order", order, { reference });
        if (answer === null) return null;
        const row = order.rows ? rowsOf(answer, order.rows)[0] : answer.data;
        return row === undefined || row === null ? null : orderOf(row, order.fields, reference);
      },
    }),
    ...(tracking && {
      async tracking(number) {
        const answer = await ask("tracking", tracking, { number });
        const row = tracking.rows ? rowsOf(answer, tracking.rows)[0] : answer?.data;
        if (row === undefined || row === null) return null;
        const { carrier, status } = tracking.fields;
        return {
          number: textAt(row, tracking.fields.number) ?? number,
          carrier: carrier ? textAt(row, carrier) : null,
          status: status ? textAt(row, status) : null,
          events: [],
        };
      },
    }),
  };
}

type Items = ReturnType<typeof bodyOf>[];

function textAt(row: unknown, at: string): string | null {
  const value = valueAt(row, at);
  return (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : null;
}

/** A row under the columns a list has, for the one reader of rows. */
function columnsOf(row: unknown, fields: Record<string, string | undefined>, currency: string | undefined) {
  const columns = Object.entries(fields).flatMap(([column, at]) => (at ? [[column, valueAt(row, at)] as const] : []));
  const named: Record<string, unknown> = Object.fromEntries(columns);
  return { ...named, currency: named.currency ?? currency };
}

function misconfigured({ configVariable }: PrivateSupplier, why: string): KitError {
  return new KitError({
    code: "misconfigured",
    message: `${configVariable} cannot be used: ${why}.`,
    outcome: "not-sent",
    countsAgainst: false,
  });
}
