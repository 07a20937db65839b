import { KitError, toKitError } from "#agent-kit/errors.ts";
import { httpError } from "#agent-kit/vendor-error.ts";
import type { SupplierOrder, SupplierPort } from "#integrations/supplier/port.ts";
import type { Supplier } from "#integrations/supplier/registry.ts";

/**
 * A supplier behind an address of its own, so that a killed invocation is killed at its calls too. It takes any number of
 * orders with the same reference: nothing but our own care keeps them apart.
 */
export interface SupplierDouble {
  supplier: Supplier;
  /** What was carried out, by reference, each time it was. */
  placed: Map<string, { variant: string; quantity: number }[][]>;
  /** For `watchFetch`: answers requests to this double, null for others. */
  answer(url: string): Response | null;
  /** What goes wrong with the next order, if anything. */
  fault: (() => Fault | null) | null;
  /** Every order has a tracking number from now on. */
  shipped: boolean;
}

export type Fault = "reply-lost" | "commit-delayed" | "502";

/** Delayed orders are carried out this much later, in real time. */
export const delayedMs = 150;

export function supplierDouble(
  id: string,
  options: { lookup: boolean; stock?: number; costMinor?: number },
): SupplierDouble {
  const root = `https://${id}.test/`;
  const placed: SupplierDouble["placed"] = new Map();
  const double: SupplierDouble = { supplier: supplierOf(), placed, answer, fault: null, shipped: false };
  return double;

  function carryOut(reference: string, items: { variant: string; quantity: number }[]): void {
    placed.set(reference, [...(placed.get(reference) ?? []), items]);
  }

  function answer(url: string): Response | null {
    if (!url.startsWith(root)) return null;
    const { pathname, searchParams } = new URL(url);
    const [, verb, reference = ""] = pathname.split("/");
    if (verb === "order") return Response.json(placed.has(reference) ? orderOf(reference) : null);
    const items = JSON.parse(searchParams.get("items") ?? "[]") as { variant: string; quantity: number }[];
    const fault = double.fault?.() ?? null;
    if (fault === "502") return new Response("bad gateway", { status: 502 });
    if (fault === "commit-delayed") setTimeout(() => carryOut(reference, items), delayedMs);
    else carryOut(reference, items);
    if (fault !== null) throw new TypeError("the connection was lost");
    return Response.json(orderOf(reference));
  }

  function orderOf(reference: string): SupplierOrder {
    const trackingNumber = double.shipped ? `T-${reference}` : null;
    return { id: `${id}-${reference}`, reference, status: double.shipped ? "SHIPPED" : "OPEN", trackingNumber };
  }

  async function call<T>(path: string): Promise<T> {
    try {
      const reply = await fetch(`${root}${path}`);
      if (!reply.ok) throw httpError(id, reply, { realNow: 0 });
      return (await reply.json()) as T;
    } catch (thrown) {
      if (thrown instanceof TypeError)
        throw new KitError({
          code: "connection-lost",
          message: `${id} did not answer.`,
          outcome: "unknown",
          retryable: true,
          cause: thrown,
        });
      throw toKitError(thrown);
    }
  }

  function supplierOf(): Supplier {
    const evidence = { level: "recorded", source: "a double for tests", date: "2026-11-22" } as const;
    const port: SupplierPort = {
      declaration: {
        id,
        name: id,
        evidence,
        catalogue: "list",
        cannot: options.lookup ? {} : { order: "it has no way to find an order by our number" },
      },
      stock: async () => options.stock ?? 1_000_000,
      quoteShipping: async () => [{ service: "Post", currency: "GBP", costMinor: 2, daysLow: 4, daysHigh: 8 }],
      placeOrder: ({ reference, items }) =>
        call(`place/${reference}?items=${encodeURIComponent(JSON.stringify(items))}`),
      ...(options.lookup ? { order: (reference: string) => call<SupplierOrder | null>(`order/${reference}`) } : {}),
      tracking: async (number) => ({ number, carrier: "Post", status: "In transit", events: [] }),
    };
    return { id, need: { connection: id, required: false, configured: () => true, evidence }, open: () => port };
  }
}
