import type { NeedDefinition } from "#agent-kit/definition.ts";
import { KitError } from "#agent-kit/errors.ts";
import type { SupplierPort } from "./port.ts";
import type { Supplier } from "./registry.ts";

/**
 * A supplier by its need and its port. It is tried with what the agents ask of it, so that a key of too few rights or a
 * missing store shows, which a question about the account alone would not bring to light.
 */
export function supplierOf(need: NeedDefinition, open: Supplier["open"]): Supplier {
  // A person waits, and it is one call: it may draw on what is kept for fulfilment.
  const probe = need.probe ?? ((context) => smallestRead(open(context, "fulfilment")));
  return { id: need.connection, need: { ...need, probe }, open };
}

/** One offer, or where nothing can be looked for an order nobody placed. */
async function smallestRead({ declaration, search, order }: SupplierPort): Promise<unknown> {
  if (search) return search({ terms: "bag", after: null, limit: 1 });
  if (order) return order("connection-test");
  throw new KitError({
    code: "no-harmless-call",
    message: `${declaration.name} is set up neither to search nor to look up an order, and there is nothing else to ask without a trace.`,
    outcome: "not-sent",
    report: false,
  });
}
