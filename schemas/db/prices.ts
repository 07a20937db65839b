import { index, integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { table } from "./table.ts";

/** Lowest and highest price a variant may be offered at, with whoever says so. */
export const priceBands = table(
  "price_bands",
  {
    variantId: text("variant_id").primaryKey(),
    lowMinor: integer("low_minor"),
    highMinor: integer("high_minor"),
    currency: text("currency").notNull(),
    /** `agreed` with the brand (MAP) holds until it is replaced; `observed` at competitors grows stale. */
    kind: text("kind").notNull(),
    source: text("source").notNull(),
    /** When it was true, not when it was entered. */
    asOf: integer("as_of").notNull(),
    setBy: text("set_by").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  { retention: { forever: "one row a variant, until it is taken away" }, personal: [] },
);

/** Prices fixed in the store's market and B2B price lists, as last read: a new base price does not move them. */
export const fixedPrices = table(
  "fixed_prices",
  {
    listId: text("list_id").notNull(),
    variantId: text("variant_id").notNull(),
    listName: text("list_name").notNull(),
    currency: text("currency").notNull(),
    priceMinor: integer("price_minor").notNull(),
    readAt: integer("read_at").notNull(),
  },
  { retention: { days: 30, since: "read_at" }, personal: [] },
  (t) => [primaryKey({ columns: [t.listId, t.variantId] }), index("fixed_prices_by_variant").on(t.variantId)],
);
