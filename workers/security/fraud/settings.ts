import * as z from "zod/mini";

/** What the owner may set about fraud. What a decision costs is set with the agent that holds orders. */
export const fraudSettings = z.object({
  lookBackDays: z
    ._default(z.int().check(z.gte(1), z.lte(30)), 3)
    .check(z.describe("Days back within which unseen orders are scored")),
  settledDays: z
    ._default(z.number().check(z.int(), z.gte(30), z.lte(180)), 90)
    .check(z.describe("Days without a dispute after which an order counts as good")),
});
export type FraudSettings = z.infer<typeof fraudSettings>;
