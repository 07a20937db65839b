import { z } from "zod/mini";
import { forecastDemand } from "#core/forecasting/demand-forecast.ts";
import { leadTimeQuantiles } from "#core/inventory/lead-time-distribution.ts";
import { eachLine } from "./task.ts";

const line = z.object({
  x: z.array(z.number().check(z.gte(0))).check(z.minLength(1)),
  lead: z.number().check(z.positive()),
  service: z.array(z.number().check(z.gt(0), z.lt(1))),
});

export const demandTask = eachLine(line, ({ x, lead, service }) => {
  const { kind, method, rate, leadTime } = forecastDemand(x, lead);
  return { result: { kind, rate, quantiles: leadTimeQuantiles(leadTime, service), method } };
});
