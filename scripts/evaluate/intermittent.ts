import { z } from "zod/mini";
import { crostonRate, sbaRate, sbjRate } from "#core/forecasting/croston.ts";
import { sesRate } from "#core/forecasting/ses.ts";
import { tsbRate } from "#core/forecasting/tsb.ts";
import { eachLine } from "./task.ts";

const line = z.object({
  x: z.array(z.number()).check(z.minLength(1)),
  method: z.enum(["croston", "sba", "sbj", "tsb", "ses"]),
  alpha: z.number().check(z.gte(0), z.lte(1)),
  beta: z.optional(z.number().check(z.gte(0), z.lte(1))),
});

const RATES = { croston: crostonRate, sba: sbaRate, sbj: sbjRate, tsb: tsbRate };

export const intermittentTask = eachLine(line, ({ x, method, alpha, beta }) => ({
  result: { rate: method === "ses" ? sesRate(x, alpha) : RATES[method](x, alpha, beta ?? alpha) },
}));
