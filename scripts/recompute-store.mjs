// Recomputes the demo's `store` figures straight from the public CSVs. It imports nothing of the project on purpose:
//   npm run demo -- --json > demo.json
//   node scripts/recompute-store.mjs <folder with orders.csv.gz and lines.csv.gz> demo.json
// Takes `shiftDays` and `through` from the report and compares everything else; exit 1 and the differences when it differs.
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

const [folder, reportFile] = process.argv.slice(2);
if (!folder || !reportFile) {
  console.error("usage: node scripts/recompute-store.mjs <data folder> <demo.json>");
  process.exit(2);
}
const { store } = JSON.parse(readFileSync(reportFile, "utf8"));

const DAY_MS = 86_400_000;
const shifted = (text) => {
  const ms = Date.parse(`${text.slice(0, 10)}T00:00:00Z`) + store.shiftDays * DAY_MS;
  return new Date(ms).toISOString().slice(0, 10);
};
const monday = (day) => {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return new Date(ms - ((new Date(ms).getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
};

const invoices = new Map();
for (const [invoice, placedAt, customer] of rows("orders.csv.gz")) {
  const day = shifted(placedAt);
  if (day <= store.through) invoices.set(invoice, { placedAt, customer, day });
}

let lines = 0;
let units = 0;
let revenueMinor = 0;
const soldInvoices = new Set();
const weeks = new Map();
const sales = new Map();
const goodsBack = [];
for (const [invoice, sku, quantityText, priceText] of rows("lines.csv.gz")) {
  const order = invoices.get(invoice);
  if (!order) continue;
  const quantity = Number(quantityText);
  const key = `${order.customer} ${sku}`;
  if (quantity <= 0) {
    goodsBack.push({ key, placedAt: order.placedAt });
    continue;
  }
  const revenue = quantity * Number(priceText);
  soldInvoices.add(invoice);
  lines += 1;
  units += quantity;
  revenueMinor += revenue;
  const first = sales.get(key);
  if (first === undefined || order.placedAt < first) sales.set(key, order.placedAt);
  const week = `${sku} ${monday(order.day)}`;
  const sum = weeks.get(week) ?? { units: 0, revenueMinor: 0 };
  sum.units += quantity;
  sum.revenueMinor += revenue;
  weeks.set(week, sum);
}
// A return has a sale to attach to exactly when that customer bought that SKU no later than it came back.
const unmatchedReturns = goodsBack.filter(({ key, placedAt }) => !(sales.get(key) <= placedAt)).length;

const differences = [];
const compare = (name, told, found) => {
  if (told !== found) differences.push(`${name}: the demo says ${told}, the files say ${found}`);
};
compare("orders", store.orders, soldInvoices.size);
compare("lines", store.lines, lines);
compare("units", store.units, units);
compare("revenueMinor", store.revenueMinor, revenueMinor);
compare("returns", store.returns, goodsBack.length);
compare("unmatchedReturns", store.unmatchedReturns, unmatchedReturns);
compare("shiftDays is whole weeks", store.shiftDays % 7, 0);
compare("weekly rows", store.weekly.length, weeks.size);
for (const told of store.weekly) {
  const found = weeks.get(`${told.sku} ${told.week}`) ?? { units: 0, revenueMinor: 0 };
  compare(`${told.sku} in the week of ${told.week}, units`, told.units, found.units);
  compare(`${told.sku} in the week of ${told.week}, revenueMinor`, told.revenueMinor, found.revenueMinor);
}

for (const difference of differences.slice(0, 20)) console.error(difference);
if (differences.length > 20) console.error(`… and ${differences.length - 20} more`);
console.log(
  differences.length === 0
    ? `equal: ${soldInvoices.size} orders, ${lines} lines, ${units} units, ${revenueMinor} minor units, ${weeks.size} SKU weeks, ${goodsBack.length} returns, ${unmatchedReturns} of them unmatched`
    : `${differences.length} differences`,
);
process.exitCode = differences.length === 0 ? 0 : 1;

/** The data rows of a gzipped CSV, field by field; a quoted field may hold commas and doubled quotes. */
function rows(file) {
  const text = gunzipSync(readFileSync(path.join(folder, file))).toString("utf8");
  return text
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== "")
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
        quoted === undefined ? plain : quoted.replaceAll('""', '"'),
      ),
    );
}
