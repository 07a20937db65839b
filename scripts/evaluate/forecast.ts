import { z } from "zod/mini";
import { forecast } from "#core/forecasting/forecast.ts";
import { eachLine } from "./task.ts";

const line = z.object({
  x: z.array(z.number()).check(z.minLength(1)),
  m: z._default(z.int().check(z.gte(1)), 1),
  h: z.int().check(z.gte(1), z.lte(10_000)),
});

export const forecastTask = eachLine(line, ({ x, m, h }) => {
  const made = forecast({ values: x, seasonLength: m, horizon: h });
  if (!made.ok) return { error: JSON.stringify(made.error) };
  const { method, mean, interval80, interval95 } = made.value;
  return {
    result: {
      method,
      mean,
      lo80: interval80.lower,
      hi80: interval80.upper,
      lo95: interval95.lower,
      hi95: interval95.upper,
    },
  };
});
