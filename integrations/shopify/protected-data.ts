import { type GraphqlError, ShopifyError } from "./errors.ts";
import type { Operation } from "./types.ts";

/** Shopify's words when a field, or a whole object, holds customer data this app is not shown. */
const PROTECTED = /not approved to (use|access)/i;

export function isProtected({ message }: Pick<GraphqlError, "message">): boolean {
  return PROTECTED.test(message);
}

const GOODS = /^(read|write)_(products|inventory|locations|publications|markets|markets_home|files|product_feeds)$/;

/** Whether an operation with these scopes reaches goods and places only, and so nothing about a person. */
export function isAboutGoods(scopes: Operation<unknown, never>["scopes"]): boolean {
  return scopes.length > 0 && scopes.flat().every((scope) => GOODS.test(scope));
}

/**
 * For `onDenied` of callers that can do without names and addresses: accepts a reply in which only such data is withheld,
 * which is then null; anything else that is denied still throws.
 */
export function withoutPersonal(errors: readonly GraphqlError[]): void {
  const other = errors.filter((error) => !isProtected(error));
  if (other.length === 0) return;
  throw new ShopifyError({
    code: "access-denied",
    message: "Shopify hides part of what was asked for: an access scope is missing.",
    internal: other.map(({ message }) => message).join("; "),
    outcome: "refused",
    countsAgainst: false,
    graphqlErrors: errors,
  });
}
