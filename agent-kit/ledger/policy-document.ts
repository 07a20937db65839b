import * as z from "zod/mini";
import { startingBar } from "#core/autonomy/bar.ts";
import { type Policy, startingPolicy } from "#core/ledger/policy.ts";

const limit = z._default(z.nullable(z.number().check(z.nonnegative())), null);

export const kindPolicySchema = z.object({
  rule: z._default(z.enum(["ask", "auto", "deny"]), "ask"),
  largestMovePercent: limit,
  largestMoneyMinor: limit,
  actionsPerDay: limit,
  moneyPerDayMinor: limit,
  leastConfidence: limit,
  since: z._default(z.nullable(z.number()), null),
  fell: z._default(z.nullable(z.object({ at: z.number(), why: z.string(), actionId: z.string() })), null),
});

/** The owner's limits as kept in `policies.document`. */
export const policyDocumentSchema = z.object({
  kinds: z._default(z.record(z.string(), kindPolicySchema), {}),
  cardsPerDay: z._default(z.int().check(z.gte(1), z.lte(500)), startingPolicy.cardsPerDay),
  proposalsExpireAfterDays: z._default(z.int().check(z.gte(1), z.lte(365)), startingPolicy.proposalsExpireAfterDays),
  earning: z._default(z.object({ approvals: z.number(), days: z.number(), refusedShare: z.number() }), startingBar),
});

export function readPolicy(version: number, document: string): Policy {
  return { version, ...policyDocumentSchema.parse(JSON.parse(document)) };
}
