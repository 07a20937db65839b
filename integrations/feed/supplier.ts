import { variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition, WorkContext } from "#agent-kit/definition.ts";
import { KitError } from "#agent-kit/errors.ts";
import { httpError } from "#agent-kit/vendor-error.ts";
import type { SupplierDeclaration, SupplierPort } from "#integrations/supplier/port.ts";
import { offerOfRow } from "./offer-of-row.ts";
import { type FeedRow, readRows } from "./read-rows.ts";

export const FEED = "feed";

const largestBytes = 8 * 1024 * 1024;
const mostRows = 20_000;
const timeoutMs = 20_000;

export const feedNeed: NeedDefinition = {
  connection: FEED,
  required: false,
  evidence: {
    level: "documented",
    source: "a list as CSV or JSON in the columns named in docs/suppliers.md",
    date: "2026-11-22",
  },
  configured: (env) => variable(env, "SUPPLIER_FEED_URL") !== undefined,
};

const only = "a list is read, nothing can be asked of it";

export const feedDeclaration: SupplierDeclaration = {
  id: FEED,
  name: "Supplier feed",
  evidence: feedNeed.evidence,
  catalogue: "list",
  cannot: {
    details: only,
    quoteShipping: "shipping is a column of the list",
    placeOrder: only,
    order: only,
    tracking: only,
  },
};

/** A supplier that publishes its catalogue as one CSV or JSON document at an address. */
export function feedSupplier({ env, connect }: WorkContext): SupplierPort {
  let rows: Promise<FeedRow[]> | null = null;

  function read(): Promise<FeedRow[]> {
    rows ??= connect(FEED).call({
      name: "supplier feed",
      effect: "read",
      timeoutMs,
      run: async (signal) => ({
        value: await fetchRows(variable(env, "SUPPLIER_FEED_URL") ?? "", env.ENVIRONMENT, signal),
      }),
    });
    return rows;
  }

  return {
    declaration: feedDeclaration,
    async search({ after, limit }) {
      const all = await read();
      const from = after === null ? 0 : Number(after);
      const page = all.slice(from, from + limit).map((row, at) => offerOfRow(row, from + at));
      return {
        offers: page.flatMap((row) => (row.ok ? [row.offer] : [])),
        unreadable: page.flatMap((row) => (row.ok ? [] : [{ reference: row.reference, why: row.why }])),
        next: from + limit < all.length ? String(from + limit) : null,
      };
    },
    async stock(reference) {
      for (const [at, row] of (await read()).entries()) {
        const found = offerOfRow(row, at);
        if (found.ok && found.offer.reference === reference) return found.offer.stock;
      }
      return null;
    },
  };
}

async function fetchRows(address: string, environment: string, signal: AbortSignal): Promise<FeedRow[]> {
  const url = URL.parse(address);
  const open = environment === "local" || environment === "test";
  if (url === null || !(url.protocol === "https:" || (open && url.protocol === "http:")))
    throw new KitError({
      code: "misconfigured",
      message: "SUPPLIER_FEED_URL is no https address.",
      outcome: "not-sent",
    });
  const reply = await fetch(url, { signal, headers: { accept: "text/csv, application/json" } });
  if (!reply.ok) throw httpError("The supplier feed", reply, { realNow: Date.now() });
  return readRows(await textUpTo(reply, largestBytes), mostRows);
}

async function textUpTo(reply: Response, bytes: number): Promise<string> {
  const reader = reply.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  let read = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    read += value.byteLength;
    if (read > bytes) {
      await reader.cancel();
      throw new KitError({
        code: "unreadable-reply",
        message: `The supplier feed is larger than ${bytes / 1024 / 1024} MB.`,
        outcome: "refused",
        report: false,
      });
    }
    text += decoder.decode(value, { stream: true });
  }
}
