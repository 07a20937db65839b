// The algorithms of core against published data and independent implementations.
// Run: npm run -s accuracy -- <folder of data sets>, or DATA_DIR=<folder>. A data set that is not there is skipped, by name.
import { existsSync } from "node:fs";
import path from "node:path";
import type { Check } from "./accuracy/check.ts";
import { customerChecks } from "./accuracy/customers.ts";
import { elasticityChecks } from "./accuracy/elasticity.ts";
import { intermittentChecks } from "./accuracy/intermittent.ts";
import { juiceProfitChecks } from "./accuracy/juice-profit.ts";
import { m3Checks } from "./accuracy/m3.ts";
import { quantityBreakChecks } from "./accuracy/quantity-breaks.ts";
import { retailYearChecks } from "./accuracy/retail-year.ts";
import { riskChecks } from "./accuracy/risk.ts";
import { routingChecks } from "./accuracy/routing.ts";
import { stockChecks } from "./accuracy/stock.ts";
import { intentChecks, sentimentChecks } from "./accuracy/text.ts";
import { trendChecks } from "./accuracy/trend.ts";

const SETS: readonly { folder: string; checks: (dataFolder: string) => Check[] | Promise<Check[]> }[] = [
  { folder: "m3", checks: m3Checks },
  { folder: "intermittent_carparts", checks: intermittentChecks },
  { folder: "inventory_formulas", checks: stockChecks },
  { folder: "price_elasticity", checks: elasticityChecks },
  { folder: "price_elasticity", checks: juiceProfitChecks },
  { folder: "online_retail", checks: trendChecks },
  { folder: "online_retail", checks: retailYearChecks },
  { folder: "online_retail", checks: quantityBreakChecks },
  { folder: "cdnow", checks: customerChecks },
  { folder: "routing", checks: routingChecks },
  { folder: ".", checks: riskChecks },
  { folder: "support_clinc150", checks: intentChecks },
  { folder: "sentiment_reviews", checks: sentimentChecks },
];

const dataFolder = process.argv[2] ?? process.env.DATA_DIR;
if (dataFolder === undefined || !existsSync(dataFolder)) {
  console.error("Name the folder of data sets: as argument or in DATA_DIR.");
  process.exitCode = 2;
} else {
  for (const { folder, checks } of SETS) {
    if (!existsSync(path.join(dataFolder, folder))) {
      console.log(`skipped  ${folder}: not in the folder`);
      continue;
    }
    for (const { name, value, target, holds } of await checks(dataFolder)) {
      console.log(`${holds ? "ok      " : "MISSED  "} ${name}: ${Number(value.toPrecision(5))} (${target})`);
      if (!holds) process.exitCode = 1;
    }
  }
}
