import type { SupplierProduct } from "../catalogue.ts";

export const toolList = ["search_products", "get_product_by_id"].map((name) => ({
  name,
  inputSchema: { type: "object" },
  annotations: { title: name, readOnlyHint: true, destructiveHint: false },
}));

interface SearchBody {
  order_by?: { name?: string };
  offset?: number;
  limit?: number;
  filters?: { name: string; value: string; value_type: string; op: string }[];
}

/** A tool's answer, or its error as the server words it. */
export function callTool(
  products: SupplierProduct[],
  currency: string,
  name: string,
  args: Record<string, unknown>,
): { operation: string; data: unknown } | { error: string } {
  if (name === "get_product_by_id") {
    const found = products.find(({ id }) => hexOf(id) === args.product_id);
    if (!found) return { error: "upstream_client_error: The upstream rejected the request (HTTP 404). Not found" };
    return { operation: name, data: { ...shown(found), currency } };
  }
  if (name !== "search_products") return { error: `internal_error: Unknown tool: ${name}` };
  const { order_by, offset = 0, limit = 10, filters = [] } = (args.body ?? {}) as SearchBody;
  if (!order_by) return { error: "invalid_arguments: Invalid value for 'body': 'order_by' is a required property" };
  const words = filters
    .filter((filter) => filter.name === "search_query" && filter.op === "search")
    .flatMap(({ value }) => value.toLowerCase().split(/\s+/));
  const found = products.filter(
    ({ title }) => words.length === 0 || words.some((word) => title.toLowerCase().includes(word)),
  );
  return {
    operation: name,
    data: { results: found.slice(offset, offset + limit).map(shown), currency, region: 2 },
  };
}

function shown(product: SupplierProduct) {
  return {
    id: hexOf(product.id),
    title: product.title,
    description: `<p>${product.title}</p>`,
    rating: product.rating,
    orders_count: product.votes * 7,
    images: [`https://images.example/${product.id}.jpg`],
    variations: product.variants.map(({ id, sku, name, costMinor }) => ({
      id: hexOf(id),
      title: name,
      sku,
      variation_details: [{ price: costMinor / 100 }],
    })),
  };
}

/** Its numbers are 24 hexadecimal digits. */
function hexOf(id: string): string {
  return BigInt(id).toString(16).padStart(24, "0");
}
