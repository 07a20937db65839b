import * as z from "zod";
import { startingBar } from "#core/autonomy/bar.ts";
import { operation } from "./operation.ts";
import { nothing, time } from "./shapes.ts";

const limit = z.number().nonnegative().nullable().default(null);
const minorLimit = z.number().int().nonnegative().nullable().default(null);

/** A kind's last fall back to asking; `actionId` is the change that made it fall. */
export const fall = z.object({ at: time, why: z.string(), actionId: z.string() });

/** Limits bind what no person approved; null is no limit. Money in minor units of the shop's currency. */
export const kindPolicy = z.strictObject({
  rule: z.enum(["ask", "auto", "deny"]),
  largestMovePercent: limit,
  largestMoneyMinor: minorLimit,
  actionsPerDay: minorLimit,
  moneyPerDayMinor: minorLimit,
  leastConfidence: z.number().min(0).max(1).nullable().default(null),
  /** Since when a person lets it act by itself. Set by the ledger, as is `fell`: what a request says of them is not heeded. */
  since: time.nullable().default(null),
  fell: fall.nullable().default(null),
});

/** What a kind's record must show before a limit is offered for it: so many approved unchanged in so many days, no harm. */
export const bar = z.strictObject({
  approvals: z.number().int().min(1).max(10_000),
  days: z.number().int().min(1).max(365),
  refusedShare: z.number().min(0).max(1),
});

/** Kinds that are not named ask. */
export const policyDocument = z.strictObject({
  kinds: z.record(z.string().regex(/^[a-z][a-z0-9.-]{1,60}$/), kindPolicy),
  cardsPerDay: z.number().int().min(1).max(1000),
  proposalsExpireAfterDays: z.number().int().min(1).max(90),
  earning: bar.default(startingBar),
});
export type PolicyDocument = z.infer<typeof policyDocument>;

export const policyVersion = z.object({
  version: z.number().int(),
  document: policyDocument,
  author: z.string(),
  at: time.nullable(),
});

export const getPolicy = operation({
  id: "policy.get",
  summary: "What may happen without a person, and by whom it was set",
  method: "GET",
  path: "/v1/policy",
  input: nothing,
  output: policyVersion,
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const putPolicy = operation({
  id: "policy.put",
  summary: "Set the policy; `version` is the one it was edited from and must still be the newest",
  method: "PUT",
  path: "/v1/policy",
  input: z.object({ version: z.number().int(), document: policyDocument }),
  output: policyVersion,
  role: "admin",
  effect: "dangerous",
});

export const previewPolicy = operation({
  id: "policy.preview",
  summary: "What this policy would have said about what waits now and about the last days' actions",
  method: "POST",
  path: "/v1/policy/preview",
  input: z.object({ document: policyDocument, days: z.number().int().min(1).max(90).default(7) }),
  output: z.object({
    considered: z.number().int(),
    /** As if every agent were in auto: how many of each kind would go through, be asked, be denied. */
    kinds: z.array(
      z.object({
        kind: z.string(),
        auto: z.number().int(),
        ask: z.number().int(),
        deny: z.number().int(),
        impactMinor: z.number().int(),
      }),
    ),
    changed: z.array(z.object({ id: z.string(), title: z.string(), from: z.string(), to: z.string() })),
  }),
  role: "operator",
  effect: "read",
});
