import { z } from "zod/mini";
import { olsElasticity } from "#core/pricing/elasticity.ts";
import { categoryPrior, META_ANALYSIS_PRIOR, shrinkElasticity } from "#core/pricing/shrink-elasticity.ts";
import type { FittedTask } from "./task.ts";

const line = z.object({
  group: z.optional(z.union([z.string(), z.number()])),
  rows: z.array(
    z.object({
      price: z.number(),
      quantity: z.number(),
      promo: z.nullish(z.union([z.number(), z.pipe(z.boolean(), z.transform(Number))])),
    }),
  ),
});

/** Lines of one group lend each other strength: their prior is the group's own when five of them could be measured. */
export const elasticityTask: FittedTask<z.infer<typeof line>> = {
  line,
  together(lines) {
    const estimates = lines.map(({ rows }) =>
      olsElasticity(rows.map(({ promo, ...row }) => ({ ...row, promo: promo ?? 0 }))),
    );
    const groups = new Map<string | number, { elasticity: number; standardError: number }[]>();
    lines.forEach(({ group }, i) => {
      const estimate = estimates[i]!;
      if (group === undefined || !estimate.ok) return;
      groups.set(group, [...(groups.get(group) ?? []), estimate.value]);
    });
    const priors = new Map([...groups].map(([group, measured]) => [group, categoryPrior(measured)]));
    const perLine = lines.map(({ group }, i) => {
      const prior = (group === undefined ? undefined : priors.get(group)) ?? META_ANALYSIS_PRIOR;
      const estimate = estimates[i]!;
      if (!estimate.ok) {
        const { kind: reason, ...numbers } = estimate.error;
        return { result: { ols: null, se: null, shrunk: prior.mean, identified: false, reason, ...numbers } };
      }
      const { elasticity: ols, standardError: se } = estimate.value;
      const belief = shrinkElasticity(estimate.value, prior);
      return { result: { ols, se, shrunk: belief.mean, shrunkSd: belief.sd, identified: true } };
    });
    return { perLine };
  },
};
