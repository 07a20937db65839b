import * as z from "zod";
import { operation } from "./operation.ts";
import { done, nothing, time } from "./shapes.ts";

export const breaker = z.object({
  connection: z.string(),
  state: z.string(),
  /** When it may be asked again (open), or null. */
  until: time.nullable(),
  forced: z.object({ by: z.string(), why: z.string(), until: time.nullable() }).nullable(),
  calls: z.number().int(),
  failures: z.number().int(),
  slow: z.number().int(),
  opened: z.number().int(),
  rejected: z.number().int(),
  error: z.string().nullable(),
});

const one = z.object({ connection: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/) });
const forcing = one.extend({
  why: z.string().trim().min(3).max(300),
  forMs: z
    .number()
    .int()
    .positive()
    .max(7 * 86_400_000)
    .optional(),
});

export const listBreakers = operation({
  id: "breakers.list",
  summary: "The breaker of every connection: state, window, who forced it",
  method: "GET",
  path: "/v1/breakers",
  input: nothing,
  output: z.object({ items: z.array(breaker) }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const forceOpenBreaker = operation({
  id: "breakers.force-open",
  summary: "Let no call through, for a time or until taken back",
  method: "POST",
  path: "/v1/breakers/:connection/force-open",
  input: forcing,
  output: done,
  role: "operator",
  effect: "write",
});

export const forceCloseBreaker = operation({
  id: "breakers.force-close",
  summary: "Let every call through whatever was counted",
  method: "POST",
  path: "/v1/breakers/:connection/force-close",
  input: forcing,
  output: done,
  role: "operator",
  effect: "dangerous",
});

export const resetBreaker = operation({
  id: "breakers.reset",
  summary: "Closed, uncounted and not forced",
  method: "POST",
  path: "/v1/breakers/:connection/reset",
  input: one,
  output: done,
  role: "operator",
  effect: "write",
});

export type BreakerShape = z.infer<typeof breaker>;
