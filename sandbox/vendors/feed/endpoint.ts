import type { IncomingMessage, ServerResponse } from "node:http";
import { takeFault } from "../../faults.ts";
import { CURRENCY, type Shop } from "../../store/shop.ts";
import { supplierCatalogue } from "../catalogue.ts";
import { spoilt, sufferAtVendor } from "../faults.ts";

const COLUMNS = [
  "reference",
  "title",
  "cost",
  "currency",
  "retail",
  "shipping",
  "ship_days",
  "stock",
  "category",
  "rating",
  "reviews",
  "sellers",
];

/** `GET /vendors/feed/catalogue.csv`: a supplier's list in the shop's own currency. */
export async function answerFeed(
  { shop, chance }: { shop: Shop; chance: () => number },
  _request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const fault = takeFault(shop, ["feed"], false, chance);
  if (await sufferAtVendor(fault, response)) return;
  const money = (minor: number) => (minor / 100).toFixed(2);
  const currency = fault?.kind === "currency" ? "JPY" : CURRENCY;
  const rows = spoilt(supplierCatalogue(shop, "feed"), fault).map((product) =>
    [
      product.id,
      `"${product.title.replaceAll('"', '""')}"`,
      money(product.costMinor),
      currency,
      money(product.retailMinor),
      money(product.shippingMinor),
      `${product.daysLow}-${product.daysHigh}`,
      product.stock,
      product.category,
      product.rating,
      product.votes,
      product.sellers,
    ].join(","),
  );
  response.writeHead(200, { "content-type": "text/csv; charset=utf-8" });
  response.end(`${COLUMNS.join(",")}\n${rows.join("\n")}\n`);
}
