import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod/mini";
import { economicOrderQuantity } from "#core/inventory/economic-order-quantity.ts";
import { fillRate, safetyFactorForFillRate } from "#core/inventory/fill-rate.ts";
import { newsvendorQuantity } from "#core/inventory/newsvendor.ts";
import { leadTimeDemandSd, reorderPoint, safetyStock } from "#core/inventory/safety-stock.ts";
import { negativeBinomialQuantile, poissonQuantile } from "#core/stats/count-distributions.ts";
import { atMost, type Check, farthest } from "./check.ts";

const cases = z.object({ cases: z.array(z.looseObject({ negbin: z.record(z.string(), z.number()) })) });

/** Closed-form stock formulas against SciPy. */
export function stockChecks(dataFolder: string): Check[] {
  const file = path.join(dataFolder, "inventory_formulas", "reference.json");
  const actual: number[] = [];
  const expected: number[] = [];
  for (const { negbin, ...rest } of cases.parse(JSON.parse(readFileSync(file, "utf8"))).cases) {
    const c = z.record(z.string(), z.number()).parse(rest) as Record<string, number>;
    const at = (name: string) => c[name]!;
    const demand = {
      dailyMean: at("daily_mean"),
      dailySd: at("daily_sd"),
      leadDays: at("lead_days"),
      leadSd: at("lead_sd"),
    };
    const quantity = economicOrderQuantity(at("annual_demand"), at("K"), at("h_per_unit_year"));
    const sd = leadTimeDemandSd(demand);
    actual.push(sd, safetyStock(demand, at("service")), reorderPoint(demand, at("service")), quantity);
    expected.push(at("sigma_DL"), at("safety_stock"), at("reorder_point"), at("EOQ"));
    actual.push(fillRate(sd, at("z"), quantity), safetyFactorForFillRate(0.98, sd, quantity));
    expected.push(at("fill_rate_at_z"), at("k_for_fill_98"));
    const week = [demand.dailyMean * 7, demand.dailySd * Math.sqrt(7)] as const;
    actual.push(newsvendorQuantity(...week, at("price"), at("cost"), at("salvage")));
    expected.push(at("newsvendor_q_week_normal"));
    actual.push(negativeBinomialQuantile(at("service"), negbin.mean!, negbin.var!));
    actual.push(poissonQuantile(at("service"), negbin.mean!));
    expected.push(negbin.q!, at("poisson_q"));
  }
  return [
    atMost(`stock formulas, ${actual.length} values, largest relative difference`, farthest(actual, expected), 1e-6),
  ];
}
