import * as z from "zod/mini";

/** Where a figure stands in a reply: names with dots between, e.g. `price.amount`. */
const at = z.string().check(z.minLength(1), z.maxLength(200));
/** Under the base address, beginning with a slash; `{terms}`, `{limit}`, `{page}`, `{variant}` and others are filled in. */
const path = z.string().check(z.startsWith("/"), z.maxLength(500));
const asked = z.strictObject({ path, method: z._default(z.enum(["GET", "POST"]), "GET"), body: z.optional(z.json()) });

const offerFields = z.strictObject({
  reference: at,
  title: at,
  cost: at,
  /** Where a row says no currency, `currency` of the whole counts. */
  currency: z.optional(at),
  shipping: z.optional(at),
  ship_days: z.optional(at),
  retail: z.optional(at),
  stock: z.optional(at),
  category: z.optional(at),
  images: z.optional(at),
  url: z.optional(at),
  description: z.optional(at),
  sku: z.optional(at),
  rating: z.optional(at),
  votes: z.optional(at),
  sellers: z.optional(at),
  sold: z.optional(at),
});
const orderFields = z.strictObject({ id: at, status: at, trackingNumber: z.optional(at) });

/** What the operator says of a private interface: nothing of it is guessed. */
export const privateSupplierConfig = z
  .strictObject({
    baseUrl: z.url({ protocol: /^https?$/ }),
    /** Sent with every request; `{key}` is the API key. */
    headers: z._default(z.record(z.string(), z.string()), { authorization: "Bearer {key}" }),
    currency: z.optional(z.string().check(z.regex(/^[A-Z]{3}$/))),
    /** Where the operator has it from, for the page of connections. */
    knownFrom: z._default(
      z.string().check(z.minLength(3), z.maxLength(200)),
      "what the operator set, not tested by us",
    ),
    search: z.optional(
      z.extend(asked, {
        rows: at,
        fields: offerFields,
        /** True when `{terms}` is heeded; otherwise its pages are read from end to end. */
        byTerms: z._default(z.boolean(), true),
        firstPage: z._default(z.int().check(z.gte(0)), 1),
      }),
    ),
    quoteShipping: z.optional(
      z.extend(asked, {
        rows: at,
        fields: z.strictObject({ service: at, cost: at, currency: z.optional(at), days: z.optional(at) }),
      }),
    ),
    stock: z.optional(z.extend(asked, { value: at })),
    placeOrder: z.optional(
      z.extend(asked, {
        method: z._default(z.enum(["GET", "POST"]), "POST"),
        body: z.json(),
        /** One line; repeated where `body` says `{items}`. */
        item: z.json(),
        fields: orderFields,
      }),
    ),
    order: z.optional(z.extend(asked, { rows: z.optional(at), fields: orderFields })),
    tracking: z.optional(
      z.extend(asked, {
        rows: z.optional(at),
        fields: z.strictObject({ number: at, carrier: z.optional(at), status: z.optional(at) }),
      }),
    ),
  })
  .check(
    z.refine(({ placeOrder, order }) => placeOrder === undefined || order !== undefined, {
      error: "placeOrder needs order: an order is looked up by our reference before it is sent again",
      path: ["order"],
    }),
    z.refine(({ placeOrder }) => placeOrder === undefined || JSON.stringify(placeOrder.body).includes("{reference}"), {
      error: "placeOrder.body needs {reference}: without it an order could not be found again",
      path: ["placeOrder", "body"],
    }),
  );
export type PrivateSupplierConfig = z.infer<typeof privateSupplierConfig>;

export type ReadConfig = { ok: true; config: PrivateSupplierConfig } | { ok: false; why: string };

/** The variable's JSON; `open` lets a base address be plain http, as only a local system's may be. */
export function readConfig(text: string, open: boolean): ReadConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: "it is no JSON" };
  }
  const read = privateSupplierConfig.safeParse(value);
  if (!read.success) {
    const [first] = read.error.issues;
    const place = first?.path.join(".") || "it";
    const why = first?.code === "unrecognized_keys" ? `has no ${first.keys.join(", ")}` : `is wrong: ${first?.message}`;
    return { ok: false, why: `${place} ${why}` };
  }
  if (!open && !read.data.baseUrl.startsWith("https:")) return { ok: false, why: "baseUrl is no https address" };
  return { ok: true, config: read.data };
}
