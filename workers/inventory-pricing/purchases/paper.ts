import { writeCsv } from "#core/csv/write-csv.ts";
import { formatMinor } from "#core/money/minor-units.ts";
import { showCount, showMoney } from "#core/money/show-money.ts";
import type { Purchase } from "./read-purchase.ts";

type Order = Pick<Purchase, "number" | "currency" | "totalMinor" | "lines">;

/** The rows as an order desk's spreadsheet takes them; money as a decimal in the order's currency. */
export function purchaseCsv({ number, currency, lines }: Order): string {
  const money = (minor: number | null) => (minor === null ? null : Number(formatMinor(minor, currency)));
  return writeCsv([
    ["order", "sku", "title", "quantity", `unit cost ${currency}`, `line total ${currency}`],
    ...lines.map(({ sku, title, quantity, unitCostMinor }) => [
      number,
      sku,
      title,
      quantity,
      money(unitCostMinor),
      money(unitCostMinor === null ? null : quantity * unitCostMinor),
    ]),
  ]);
}

export interface Paper {
  subject: string;
  text: string;
  html: string;
}

/** The order in words, for a mail and for paper. The same order makes the same letters: a key may be used again for it. */
export function purchasePaper(order: Order & { supplier: string }, shop: string): Paper {
  const { number, supplier, currency, totalMinor, lines } = order;
  const cost = (minor: number | null) => (minor === null ? "" : showMoney(minor, currency));
  const unitsOrdered = lines.reduce((sum, line) => sum + line.quantity, 0);
  const sum = `${showCount(unitsOrdered)} units, ${showMoney(totalMinor, currency)} in all`;
  const opening = `please send us what is below, and tell us when it will arrive. Our order number is ${number}.`;
  const rows = lines.map(
    ({ sku, title, quantity, unitCostMinor }) => [sku, title, showCount(quantity), cost(unitCostMinor)] as const,
  );
  const text = [
    `To ${supplier},`,
    `${opening}\n`,
    ...rows.map(([sku, title, quantity, each]) => `${quantity} × ${title} (${sku})${each === "" ? "" : ` at ${each}`}`),
    `\n${sum}. The rows are attached as CSV.\n`,
    shop,
  ].join("\n");
  const table = rows
    .map(
      ([sku, title, quantity, each]) => `<tr><td>${html(sku)}<td>${html(title)}${right(quantity)}${right(each)}</tr>`,
    )
    .join("");
  return {
    subject: `Order ${number} from ${shop}`.replaceAll(/[\r\n]+/g, " "),
    text,
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Order ${html(number)}</title><style>${style}</style></head><body><h1>Order ${html(number)}</h1><p>To ${html(supplier)},</p><p>${html(opening)}</p><table><thead><tr><th>SKU<th>Product${right("Units", "th")}${right("Unit cost", "th")}</tr></thead><tbody>${table}</tbody></table><p><b>${html(sum)}</b></p><p>${html(shop)}</p></body></html>`,
  };
}

const style =
  "body{font:14px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3rem .6rem .3rem 0;text-align:left;vertical-align:top}@media print{body{margin:0;max-width:none}thead{display:table-header-group}tr{break-inside:avoid}}";

function right(text: string, tag = "td"): string {
  return `<${tag} style="text-align:right;white-space:nowrap">${html(text)}`;
}

function html(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
