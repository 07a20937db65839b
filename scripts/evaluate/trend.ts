import { z } from "zod/mini";
import { logGrowth } from "#core/trends/log-growth.ts";
import { mannKendall } from "#core/trends/mann-kendall.ts";
import { senSlope } from "#core/trends/sen-slope.ts";
import { eachLine } from "./task.ts";

const line = z.object({ x: z.array(z.number()).check(z.minLength(2)) });

export const trendTask = eachLine(line, ({ x }) => {
  const { z: standardised, p } = mannKendall(x);
  const { score, lower } = logGrowth(x);
  // Four weeks or fewer have nothing before them to have grown from.
  const earlier = lower !== Number.NEGATIVE_INFINITY;
  return { result: { z: standardised, p, slope: senSlope(x), score, lower: earlier ? lower : null } };
});
