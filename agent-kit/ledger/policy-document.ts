import * as z from "zod";
import { startingBar } from "#core/autonomy/bar.ts";
import { type Policy, startingPolicy } from "#core/ledger/policy.ts";

const limit = z.number().nonnegative().nullable().default(null);

export const kindPolicySchema = z.object({
  rule: z.enum(["ask", "auto", "deny"]).default("ask"),
  largestMovePercent: limit,
  largestMoneyMinor: limit,
  actionsPerDay: limit,
  moneyPerDayMinor: limit,
  leastConfidence: limit,
  since: z.number().nullable().default(null),
  fell: z.object({ at: z.number(), why: z.string(), actionId: z.string() }).nullable().default(null),
});

/** The owner's limits as kept in `policies.document`. */
export const policyDocumentSchema = z.object({
  kinds: z.record(z.string(), kindPolicySchema).default({}),
  cardsPerDay: z.number().int().min(1).max(500).default(startingPolicy.cardsPerDay),
  proposalsExpireAfterDays: z.number().int().min(1).max(365).default(startingPolicy.proposalsExpireAfterDays),
  earning: z.object({ approvals: z.number(), days: z.number(), refusedShare: z.number() }).default(startingBar),
});

export function readPolicy(version: number, document: string): Policy {
  return { version, ...policyDocumentSchema.parse(JSON.parse(document)) };
}
