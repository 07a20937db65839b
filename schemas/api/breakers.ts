import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { done, nothing, time } from "./shapes.ts";

export const breaker = z.object({
  connection: z.string(),
  state: z.string(),
  /** When it may be asked again (open), or null. */
  until: z.nullable(time),
  forced: z.nullable(z.object({ by: z.string(), why: z.string(), until: z.nullable(time) })),
  calls: z.int(),
  failures: z.int(),
  slow: z.int(),
  opened: z.int(),
  rejected: z.int(),
  error: z.nullable(z.string()),
});

const one = z.object({ connection: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,40}$/)) });
const forcing = z.extend(one, {
  why: z.string().check(z.trim(), z.minLength(3), z.maxLength(300)),
  forMs: z.optional(z.number().check(z.int(), z.positive(), z.lte(7 * 86_400_000))),
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
