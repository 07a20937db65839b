import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { type Dataset, encodeDataset } from "#sandbox/store/dataset.ts";
import { parseCsv } from "./csv.ts";

/** Turns `orders.csv.gz`, `lines.csv.gz` and `products.csv.gz` of a folder into the sandbox's columns, all rows. */
export function readRetailFolder(folder: string): Dataset {
  const read = (name: string) => parseCsv(gunzipSync(readFileSync(join(folder, name))).toString("utf8"));
  return toDataset(read("products.csv.gz"), read("orders.csv.gz"), read("lines.csv.gz"));
}

type Row = Record<string, string>;

/** Throws when a line names an invoice or a product that has no row of its own. */
export function toDataset(products: Row[], orders: Row[], lines: Row[]): Dataset {
  const skuOf = new Map(products.map((row, index) => [row.sku, index]));
  const linesOf = new Map<string, Row[]>(orders.map((row) => [row.invoice ?? "", []]));
  for (const line of lines) {
    const group = linesOf.get(line.invoice ?? "");
    if (group === undefined || !skuOf.has(line.sku)) throw new Error(`line without its rows: ${JSON.stringify(line)}`);
    group.push(line);
  }
  const countries = [...new Set(orders.map((row) => row.country ?? ""))];
  const inOrder = orders.flatMap((row) => linesOf.get(row.invoice ?? "") ?? []);
  let next = 0;
  const firstLine = orders.map((row) => {
    next += linesOf.get(row.invoice ?? "")?.length ?? 0;
    return next;
  });
  return {
    skus: products.map((row) => row.sku ?? ""),
    titles: products.map((row) => (row.title ?? "").trim()),
    countries,
    invoices: orders.map((row) => row.invoice ?? ""),
    placedAtMinutes: orders.map((row) => Date.parse(`${row.placed_at}Z`) / 60_000),
    customers: orders.map((row) => Number(row.customer)),
    countryIndex: orders.map((row) => countries.indexOf(row.country ?? "")),
    firstLine: [0, ...firstLine],
    skuIndex: inOrder.map((line) => skuOf.get(line.sku) ?? -1),
    quantity: inOrder.map((line) => Number(line.quantity)),
    unitPriceMinor: inOrder.map((line) => Number(line.unit_price_minor)),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { from: { type: "string" }, to: { type: "string" } } });
  if (values.from === undefined || values.to === undefined) {
    throw new Error("usage: node scripts/data/pack.ts --from FOLDER --to FILE.gz");
  }
  const data = readRetailFolder(values.from);
  const packed = encodeDataset(data);
  writeFileSync(values.to, packed);
  console.log(
    `${data.invoices.length} orders, ${data.skuIndex.length} lines, ${data.skus.length} products, ${packed.length} bytes`,
  );
}
