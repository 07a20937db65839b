import { z } from "zod";
import { crostonRate, sbaRate, sbjRate } from "#core/forecasting/croston.ts";
import { sesRate } from "#core/forecasting/ses.ts";
import { tsbRate } from "#core/forecasting/tsb.ts";
import { eachLine } from "./task.ts";

const line = z.object({
  x: z.array(z.number()).min(1),
  method: z.enum(["croston", "sba", "sbj", "tsb", "ses"]),
  alpha: z.number().min(0).max(1),
  beta: z.number().min(0).max(1).optional(),
});

const RATES = { croston: crostonRate, sba: sbaRate, sbj: sbjRate, tsb: tsbRate };

export const intermittentTask = eachLine(line, ({ x, method, alpha, beta }) => ({
  result: { rate: method === "ses" ? sesRate(x, alpha) : RATES[method](x, alpha, beta ?? alpha) },
}));
