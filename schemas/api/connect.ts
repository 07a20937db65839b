import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { currency, nothing, time } from "./shapes.ts";

const scopeState = z.object({ scope: z.string(), granted: z.boolean() });

/** What the store's grant lets one agent see and do; `most` is the highest mode it can be raised to. */
export const agentAccess = z.object({
  agent: z.string(),
  name: z.string(),
  reads: z.array(scopeState),
  writes: z.array(scopeState),
  most: z.enum(["shadow", "auto"]),
});

/** What the store said of itself. */
export const storeFacts = z.object({
  id: z.string(),
  domain: z.string(),
  name: z.string(),
  plan: z.string(),
  currency,
  timeZone: z.string(),
  app: z.string(),
  scopes: z.array(z.string()),
  /** Whether names and e-mail addresses of customers are shown to us. */
  customerData: z.enum(["granted", "withheld", "unknown"]),
});

const count = z.int();

export const connectReport = operation({
  id: "connect.report",
  summary: "What the import found, what cannot be known and why, and what each agent may see and do",
  method: "GET",
  path: "/v1/connect/report",
  input: nothing,
  output: z.object({
    domain: z.nullable(z.string()),
    import: z.object({
      status: z.enum(["none", "running", "done", "failed"]),
      /** 0 to 1 of the exports' bytes; null before their size is known. */
      share: z.nullable(z.number()),
      remainingMs: z.nullable(count),
      startedAt: z.nullable(time),
      finishedAt: z.nullable(time),
      error: z.nullable(z.string()),
    }),
    found: z.object({
      products: count,
      variants: count,
      orders: count,
      lines: count,
      customers: count,
      /** Calendar days in the shop's zone, from the first line sold to the last. */
      days: count,
      firstDay: z.nullable(z.string()),
      lastDay: z.nullable(z.string()),
    }),
    /** Each a sentence that says what is missing, what follows from it, and what to do. */
    unknown: z.array(
      z.object({
        code: z.enum(["costs-missing", "order-history", "customer-data"]),
        count: z.nullable(count),
        of: z.nullable(count),
        message: z.string(),
      }),
    ),
    agents: z.array(agentAccess),
    begin: z.object({ readScopes: z.array(z.string()), message: z.string() }),
  }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});
