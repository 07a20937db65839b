import { z } from "zod/mini";
import { compareArms } from "#core/experiments/two-proportions.ts";
import { eachLine } from "./task.ts";

const pair = z.tuple([z.int().check(z.gte(0)), z.int().check(z.gte(0))]);
const line = z.object({ successes: pair, trials: pair }).check(
  z.refine(({ successes, trials }) => successes.every((count, i) => count <= trials[i]!), {
    error: "more successes than trials",
  }),
);

export const experimentTask = eachLine(line, ({ successes, trials }) => {
  const {
    probabilityBBeatsA,
    expectedLoss,
    z: statistic,
    pValue,
  } = compareArms({ successes: successes[0], trials: trials[0] }, { successes: successes[1], trials: trials[1] });
  return { result: { pBBeatsA: probabilityBBeatsA, expectedLoss, z: statistic, pValue } };
});
