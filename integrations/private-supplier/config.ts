import * as z from "zod";

/** Where a figure stands in a reply: names with dots between, e.g. `price.amount`. */
const at = z.string().min(1).max(200);
/** Under the base address, beginning with a slash; `{terms}`, `{limit}`, `{page}`, `{variant}` and others are filled in. */
const path = z.string().startsWith("/").max(500);
const asked = z.strictObject({ path, method: z.enum(["GET", "POST"]).default("GET"), body: z.json().optional() });

const offerFields = z.strictObject({
  reference: at,
  title: at,
  cost: at,
  /** Where a row says no currency, `currency` of the whole counts. */
  currency: at.optional(),
  shipping: at.optional(),
  ship_days: at.optional(),
  retail: at.optional(),
  stock: at.optional(),
  category: at.optional(),
  images: at.optional(),
  url: at.optional(),
  description: at.optional(),
  sku: at.optional(),
  rating: at.optional(),
  votes: at.optional(),
  sellers: at.optional(),
  sold: at.optional(),
});
const orderFields = z.strictObject({ id: at, status: at, trackingNumber: at.optional() });

/** What the operator says of a private interface: nothing of it is guessed. */
export const privateSupplierConfig = z
  .strictObject({
    baseUrl: z.url({ protocol: /^https?$/ }),
    /** Sent with every request; `{key}` is the API key. */
    headers: z.record(z.string(), z.string()).default({ authorization: "Bearer {key}" }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    /** Where the operator has it from, for the page of connections. */
    knownFrom: z.string().min(3).max(200).default("what the operator set, not tested by us"),
    search: asked
      .extend({
        rows: at,
        fields: offerFields,
        /** True when `{terms}` is heeded; otherwise its pages are read from end to end. */
        byTerms: z.boolean().default(true),
        firstPage: z.number().int().min(0).default(1),
      })
      .optional(),
    quoteShipping: asked
      .extend({
        rows: at,
        fields: z.strictObject({ service: at, cost: at, currency: at.optional(), days: at.optional() }),
      })
      .optional(),
    stock: asked.extend({ value: at }).optional(),
    placeOrder: asked
      .extend({
        method: z.enum(["GET", "POST"]).default("POST"),
        body: z.json(),
        /** One line; repeated where `body` says `{items}`. */
        item: z.json(),
        fields: orderFields,
      })
      .optional(),
    order: asked.extend({ rows: at.optional(), fields: orderFields }).optional(),
    tracking: asked
      .extend({
        rows: at.optional(),
        fields: z.strictObject({ number: at, carrier: at.optional(), status: at.optional() }),
      })
      .optional(),
  })
  .refine(({ placeOrder, order }) => placeOrder === undefined || order !== undefined, {
    error: "placeOrder needs order: an order is looked up by our reference before it is sent again",
    path: ["order"],
  })
  .refine(({ placeOrder }) => placeOrder === undefined || JSON.stringify(placeOrder.body).includes("{reference}"), {
    error: "placeOrder.body needs {reference}: without it an order could not be found again",
    path: ["placeOrder", "body"],
  });
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
    return { ok: false, why: `${first?.path.join(".") || "it"}: ${first?.message}` };
  }
  if (!open && !read.data.baseUrl.startsWith("https:")) return { ok: false, why: "baseUrl is no https address" };
  return { ok: true, config: read.data };
}
