import type { ShopifyClient } from "./client.ts";
import { type GraphqlError, ShopifyError } from "./errors.ts";
import { customersChangedSince } from "./operations.generated.ts";
import { isProtected } from "./protected-data.ts";

/**
 * Whether the store shows us names and e-mail addresses (Shopify's level 2 of protected customer data). `unknown` where
 * the scope for customers is missing, or there is no customer to tell by.
 */
export type CustomerData = "granted" | "withheld" | "unknown";

/** Enough customers for one of them to have a name or an address. */
const LOOKED_AT = 10;

/** Looks at a few customers; what is seen is not kept. */
export async function readCustomerData(client: ShopifyClient): Promise<CustomerData> {
  const denied: GraphqlError[] = [];
  try {
    const onDenied = (errors: readonly GraphqlError[]) => void denied.push(...errors);
    const { customers } = await client.run(customersChangedSince, { first: LOOKED_AT }, { onDenied });
    if (denied.some(isProtected)) return "withheld";
    if (customers.nodes.some(({ firstName, defaultEmailAddress }) => firstName ?? defaultEmailAddress))
      return "granted";
    // Data may also be blanked without a word; a few customers can be nameless for other reasons.
    return denied.length > 0 || customers.nodes.length < LOOKED_AT ? "unknown" : "withheld";
  } catch (error) {
    if (!(error instanceof ShopifyError) || error.code !== "access-denied") throw error;
    return error.graphqlErrors.some(isProtected) ? "withheld" : "unknown";
  }
}
