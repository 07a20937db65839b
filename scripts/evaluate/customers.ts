import { z } from "zod/mini";
import { expectedPurchases, fitBgNbd, probabilityAlive } from "#core/customers/bg-nbd.ts";
import { expectedSpend, fitGammaGamma } from "#core/customers/gamma-gamma.ts";
import type { FittedTask } from "./task.ts";

const line = z
  .object({
    x: z.int().check(z.gte(0)),
    tx: z.number().check(z.gte(0)),
    T: z.number().check(z.positive()),
    meanSpend: z.nullish(z.number().check(z.gte(0))),
  })
  .check(z.refine(({ tx, T }) => tx <= T, { error: "tx is after T", path: ["tx"] }));

const WEEKS = 39;
/** Below this many customers the likelihood is flat and the fit needs holding. */
const FEW = 500;

/** A fitted spending model may have no mean. */
const finiteOrNull = (value: number) => (Number.isFinite(value) ? value : null);

/** Fitted on all good lines together: weeks. */
export const customersTask: FittedTask<z.infer<typeof line>> = {
  line,
  together(lines) {
    const customers = lines.map(({ x, tx, T }) => ({ repeats: x, lastAt: tx, observed: T }));
    const spending = lines.map(({ x, meanSpend }) => ({
      purchases: meanSpend == null || meanSpend <= 0 ? 0 : x,
      meanValue: meanSpend ?? 0,
    }));
    const bgnbd = fitBgNbd(customers, customers.length < FEW ? 0.001 : 0);
    const gammaGamma = fitGammaGamma(spending);
    const perLine = customers.map((customer, i) =>
      bgnbd === null
        ? { error: "nothing to fit" }
        : {
            result: {
              pAlive: probabilityAlive(customer, bgnbd),
              expected39w: expectedPurchases(customer, WEEKS, bgnbd),
              expectedSpend: gammaGamma === null ? null : finiteOrNull(expectedSpend(spending[i]!, gammaGamma)),
            },
          },
    );
    return { head: { params: { bgnbd, gammaGamma } }, perLine };
  },
};
