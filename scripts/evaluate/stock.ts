import { z } from "zod/mini";
import { economicOrderQuantity } from "#core/inventory/economic-order-quantity.ts";
import { fillRate } from "#core/inventory/fill-rate.ts";
import { leadTimeDemandSd, reorderPoint, safetyStock } from "#core/inventory/safety-stock.ts";
import { normalQuantile } from "#core/stats/normal.ts";
import { eachLine } from "./task.ts";

const line = z.object({
  dailyMean: z.number().check(z.gte(0)),
  dailySd: z.number().check(z.gte(0)),
  leadDays: z.number().check(z.gte(0)),
  leadSd: z.number().check(z.gte(0)),
  service: z.number().check(z.gt(0), z.lt(1)),
  orderCost: z.number().check(z.gte(0)),
  holdingCostPerUnitYear: z.number().check(z.positive()),
  annualDemand: z.number().check(z.gte(0)),
});

export const stockTask = eachLine(line, ({ service, orderCost, holdingCostPerUnitYear, annualDemand, ...demand }) => {
  const quantity = economicOrderQuantity(annualDemand, orderCost, holdingCostPerUnitYear);
  return {
    result: {
      safetyStock: safetyStock(demand, service),
      reorderPoint: reorderPoint(demand, service),
      economicOrderQuantity: quantity,
      fillRate: fillRate(leadTimeDemandSd(demand), normalQuantile(service), quantity),
    },
  };
});
