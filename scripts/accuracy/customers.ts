import path from "node:path";
import { expectedPurchases, fitBgNbd } from "#core/customers/bg-nbd.ts";
import { fitGammaGamma } from "#core/customers/gamma-gamma.ts";
import { atMost, type Check, farthest } from "./check.ts";
import { readCsv } from "./read.ts";

/** CDNOW: parameters by BTYD (R), and purchases of the 39 weeks after, against each customer's own past rate. */
export function customerChecks(dataFolder: string): Check[] {
  const rows = readCsv(path.join(dataFolder, "cdnow"), "summary.csv");
  const customers = rows.map(({ x, t_x, T }) => ({ repeats: Number(x), lastAt: Number(t_x), observed: Number(T) }));
  const bgNbd = fitBgNbd(customers)!;
  const spend = fitGammaGamma(rows.map(({ x, zbar }) => ({ purchases: Number(x), meanValue: Number(zbar) })))!;
  let ours = 0;
  let naive = 0;
  customers.forEach((customer, i) => {
    const later = Number(rows[i]!.x_star);
    ours += Math.abs(later - expectedPurchases(customer, 39, bgNbd));
    naive += Math.abs(later - (customer.repeats * 39) / customer.observed);
  });
  const parameters = [bgNbd.r, bgNbd.alpha, bgNbd.a, bgNbd.b, bgNbd.logLikelihood];
  return [
    atMost(
      "BG/NBD parameters, largest relative difference",
      farthest(parameters, [0.24259666, 4.4136165, 0.79295549, 2.42601916, -9582.42556069]),
      1e-3,
    ),
    atMost(
      "gamma-gamma parameters, largest relative difference",
      farthest([spend.p, spend.q, spend.gamma], [6.2486469, 3.7446264, 15.44838302]),
      1e-3,
    ),
    atMost("purchases of 39 weeks: error against the past rate's", ours / naive, 0.8),
  ];
}
