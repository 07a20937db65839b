import { z } from "zod";
import { forecastDemand } from "#core/forecasting/demand-forecast.ts";
import { leadTimeQuantiles } from "#core/inventory/lead-time-distribution.ts";
import { eachLine } from "./task.ts";

const line = z.object({
  x: z.array(z.number().min(0)).min(1),
  lead: z.number().positive(),
  service: z.array(z.number().gt(0).lt(1)),
});

export const demandTask = eachLine(line, ({ x, lead, service }) => {
  const { kind, method, rate, leadTime } = forecastDemand(x, lead);
  return { result: { kind, rate, quantiles: leadTimeQuantiles(leadTime, service), method } };
});
