import * as z from "zod/mini";
import { startingBar } from "#core/autonomy/bar.ts";
import { operation } from "./operation.ts";
import { nothing, time } from "./shapes.ts";

const limit = z._default(z.nullable(z.number().check(z.nonnegative())), null);
const minorLimit = z._default(z.nullable(z.int().check(z.nonnegative())), null);

/** A kind's last fall back to asking; `actionId` is the change that made it fall. */
export const fall = z.object({ at: time, why: z.string(), actionId: z.string() });

/** Limits bind what no person approved; null is no limit. Money in minor units of the shop's currency. */
export const kindPolicy = z.strictObject({
  rule: z.enum(["ask", "auto", "deny"]),
  largestMovePercent: limit,
  largestMoneyMinor: minorLimit,
  actionsPerDay: minorLimit,
  moneyPerDayMinor: minorLimit,
  leastConfidence: z._default(z.nullable(z.number().check(z.gte(0), z.lte(1))), null),
  /** Since when a person lets it act by itself. Set by the ledger, as is `fell`: what a request says of them is not heeded. */
  since: z._default(z.nullable(time), null),
  fell: z._default(z.nullable(fall), null),
});

/** What a kind's record must show before a limit is offered for it: so many approved unchanged in so many days, no harm. */
export const bar = z.strictObject({
  approvals: z.int().check(z.gte(1), z.lte(10_000)),
  days: z.int().check(z.gte(1), z.lte(365)),
  refusedShare: z.number().check(z.gte(0), z.lte(1)),
});

/** Kinds that are not named ask. */
export const policyDocument = z.strictObject({
  kinds: z.record(z.string().check(z.regex(/^[a-z][a-z0-9.-]{1,60}$/)), kindPolicy),
  cardsPerDay: z.int().check(z.gte(1), z.lte(1000)),
  proposalsExpireAfterDays: z.int().check(z.gte(1), z.lte(90)),
  earning: z._default(bar, startingBar),
});
export type PolicyDocument = z.infer<typeof policyDocument>;

export const policyVersion = z.object({
  version: z.int(),
  document: policyDocument,
  author: z.string(),
  at: z.nullable(time),
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
  input: z.object({ version: z.int(), document: policyDocument }),
  output: policyVersion,
  role: "admin",
  effect: "dangerous",
});

export const previewPolicy = operation({
  id: "policy.preview",
  summary: "What this policy would have said about what waits now and about the last days' actions",
  method: "POST",
  path: "/v1/policy/preview",
  input: z.object({ document: policyDocument, days: z._default(z.int().check(z.gte(1), z.lte(90)), 7) }),
  output: z.object({
    considered: z.int(),
    /** As if every agent were in auto: how many of each kind would go through, be asked, be denied. */
    kinds: z.array(
      z.object({
        kind: z.string(),
        auto: z.int(),
        ask: z.int(),
        deny: z.int(),
        impactMinor: z.int(),
      }),
    ),
    changed: z.array(z.object({ id: z.string(), title: z.string(), from: z.string(), to: z.string() })),
  }),
  role: "operator",
  effect: "read",
});
