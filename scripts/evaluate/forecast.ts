import { z } from "zod";
import { forecast } from "#core/forecasting/forecast.ts";
import { eachLine } from "./task.ts";

const line = z.object({
  x: z.array(z.number()).min(1),
  m: z.int().min(1).default(1),
  h: z.int().min(1).max(10_000),
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
