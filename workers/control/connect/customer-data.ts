import * as z from "zod/mini";
import type { CustomerData } from "#integrations/shopify/customer-data.ts";
import type { CallContext } from "../context.ts";
import { tryConfigured } from "../shop-connection.ts";

const KEY = "connect:customer-data";
const daySeconds = 86_400;
/** What could not be told, or not be asked, is asked again soon. */
const soonSeconds = 300;
const held = z.object({ domain: z.string(), customerData: z.enum(["granted", "withheld", "unknown"]) });

/** Remembers for a day what a test saw, so that a report asks the store once at most. */
export async function keepCustomerData(kv: KVNamespace, domain: string, customerData: CustomerData): Promise<void> {
  const expirationTtl = customerData === "unknown" ? soonSeconds : daySeconds;
  await kv.put(KEY, JSON.stringify({ domain, customerData }), { expirationTtl });
}

/** Whether the store shows us customers' names; `unknown` when it cannot be asked now. */
export async function customerDataOf(domain: string, context: CallContext): Promise<CustomerData> {
  const { KV } = context.env;
  const known = held.safeParse(await KV.get(KEY, "json"));
  if (known.success && known.data.domain === domain) return known.data.customerData;
  const tried = await tryConfigured(context);
  const seen = tried.ok ? tried.facts.customerData : "unknown";
  await keepCustomerData(KV, domain, seen);
  return seen;
}
