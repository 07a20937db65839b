/** What a connected store keeps from us, each in one sentence: what is missing, what follows, what to do. */

/** Shopify shows an app without `read_all_orders` this many days back. */
export const ORDER_HISTORY_DAYS = 60;

export function orderHistoryNote(): string {
  return `Shopify shows this app only the orders of the last ${ORDER_HISTORY_DAYS} days because read_all_orders is not granted, so seasons cannot be known: request that scope in the Dev Dashboard (your app → API access requests) and import again.`;
}

export function customerDataNote(): string {
  return "Shopify withholds the names, addresses and e-mail of customers from this app, so nobody can be written to and orders cannot be judged by their address: use an app made in the Dev Dashboard, or move the store from Basic to a higher plan.";
}

export function costsNote(missing: number, of: number): string {
  return `${missing} of ${of} variants have no cost in the store, so their margin is unknown and no price is lowered for them: fill in "Cost per item" in Shopify under Products → Inventory.`;
}

/** How to begin, given what the agents could already change. */
export function beginNote(writes: readonly string[]): string {
  return writes.length === 0
    ? "Only read scopes are granted, which is how to begin: every agent that would change the store watches in shadow until you grant its write scopes."
    : `Begin with the read scopes only: take ${writes.join(", ")} out of the app's scopes until an agent's proposals have convinced you; agents start in shadow either way.`;
}

/** How to begin where nothing is connected. */
export function firstNote(): string {
  return "Make an app with these read scopes in Shopify's Dev Dashboard, install it on the store, and run npm run connect where this system runs.";
}
