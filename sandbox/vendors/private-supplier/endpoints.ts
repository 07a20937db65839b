export const PRIVATE_SANDBOX_KEY = "private-sandbox-key";

/** How the double of a private interface is spoken to, as an operator would set it (`AUTO_DS_ENDPOINTS` and its like). */
export function privateEndpoints(baseUrl: string): string {
  const fields = { id: "order_no", status: "state", trackingNumber: "parcel.number" };
  return JSON.stringify({
    baseUrl,
    headers: { "x-api-key": "{key}" },
    knownFrom: "the sandbox's own double",
    search: {
      path: "/items?q={terms}&per_page={limit}&page={page}",
      rows: "data.items",
      fields: {
        reference: "item_no",
        title: "name",
        cost: "price.amount",
        currency: "price.currency",
        shipping: "delivery.cost",
        ship_days: "delivery.days",
        retail: "recommended_price",
        stock: "on_hand",
        category: "group",
        images: "picture",
        rating: "stars",
        votes: "votes",
        sellers: "sellers",
      },
      byTerms: false,
    },
    quoteShipping: {
      path: "/delivery?item={variant}&count={quantity}&to={toCountry}",
      rows: "options",
      fields: { service: "code", cost: "cost", currency: "currency", days: "days" },
    },
    stock: { path: "/items/{variant}/stock", value: "on_hand" },
    placeOrder: {
      path: "/orders",
      body: {
        your_ref: "{reference}",
        ship_by: "{service}",
        pay: "{payNow}",
        to: { name: "{name}", street: "{line1}", town: "{city}", postcode: "{zip}", country: "{countryCode}" },
        lines: "{items}",
      },
      item: { item_no: "{variant}", count: "{quantity}" },
      fields,
    },
    order: { path: "/orders?your_ref={reference}", rows: "orders", fields },
    tracking: { path: "/parcels/{number}", fields: { number: "number", carrier: "carrier", status: "state" } },
  });
}
