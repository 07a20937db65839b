/** Scopes without which the mirror cannot be filled and kept: what `npm run connect` asks for before anything else. */
export const mirrorScopes: readonly string[] = [
  "read_customers",
  "read_inventory",
  "read_locations",
  "read_orders",
  "read_products",
];
