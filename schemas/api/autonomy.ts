import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { bar, fall, kindPolicy, policyVersion } from "./policy.ts";
import { minor, nothing, time } from "./shapes.ts";

const times = z.int();

/** One kind's past in the bar's window, counted from the ledger's rows. */
export const trackRecord = z.object({
  /** Approved as proposed, done, and standing. */
  unchanged: times,
  edited: times,
  rejected: times,
  expired: times,
  byItself: times,
  undone: times,
  failed: times,
  mismatched: times,
  worse: times,
  /** What was measured after the fact, by kinds that measure. */
  measured: z.object({ actions: times, gainMinor: minor }),
});

const limits = z.omit(kindPolicy, { since: true, fell: true });

export const offer = z.object({
  limits,
  /** What these limits would have done with the window's proposals. */
  wouldHave: z.object({
    proposals: times,
    through: times,
    /** Of those that would have gone through: edited, rejected or taken back by a person. */
    refused: times,
    unanswered: times,
    impactMinor: minor,
    moneyMinor: minor,
    largest: z.nullable(
      z.object({ id: z.string(), title: z.string(), movePercent: z.nullable(z.number()), moneyMinor: minor }),
    ),
  }),
});

export const earned = z.object({
  agent: z.string(),
  kind: z.string(),
  rule: kindPolicy.shape.rule,
  since: z.nullable(time),
  fell: z.nullable(fall),
  record: trackRecord,
  /** What is missing to an offer, in words. */
  missing: z.array(z.string()),
  offer: z.nullable(offer),
});

export const listAutonomy = operation({
  id: "autonomy.list",
  summary: "What each kind of action has shown so far, what it may do by itself, and the limits it has earned",
  method: "GET",
  path: "/v1/autonomy",
  input: nothing,
  output: z.object({ version: z.int(), bar, items: z.array(earned) }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const acceptLimit = operation({
  id: "autonomy.accept",
  summary: "Accept an offered limit as it was shown: a new policy version, and its agent may act within it",
  method: "POST",
  path: "/v1/autonomy/:kind/accept",
  input: z.object({ kind: z.string().check(z.maxLength(80)), version: z.int(), limits }),
  output: z.extend(policyVersion, {
    /** Its agent's mode from now on; in another than `auto` everything still asks. */
    mode: z.string(),
  }),
  role: "admin",
  effect: "dangerous",
});

export type EarnedShape = z.infer<typeof earned>;
