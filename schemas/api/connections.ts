import * as z from "zod/mini";
import { agentAccess, storeFacts } from "./connect.ts";
import { operation } from "./operation.ts";
import { nothing, time } from "./shapes.ts";

export const connection = z.object({
  id: z.string(),
  status: z.enum(["ok", "not-configured", "failing"]),
  /** What is missing, or what the breaker holds against it. */
  detail: z.nullable(z.string()),
  /** Names of the settings that configure it; never their values. */
  needs: z.array(z.string()),
  /** Agents that use it, and whether each can do without. */
  usedBy: z.array(z.object({ agent: z.string(), required: z.boolean() })),
  /** How the adapter knows its vendor, in its own words; null while no agent that has it answers. */
  evidence: z.nullable(z.enum(["documented", "recorded", "live"])),
  evidenceFrom: z.nullable(z.object({ source: z.string(), date: z.string() })),
  /** While its breaker and its budget cannot be asked: calls all the same, or refuses to. */
  whenUnreachable: z.enum(["call", "refuse"]),
  breaker: z.nullable(z.string()),
  /** Whether `connections.test` knows a harmless call to it. */
  testable: z.boolean(),
  /** Why it does not, in one sentence; null where it does. */
  untestableBecause: z.nullable(z.string()),
});

export const listConnections = operation({
  id: "connections.list",
  summary: "Each outside system: configured or not, working or not, and how we know its wire format",
  method: "GET",
  path: "/v1/connections",
  input: nothing,
  output: z.object({ items: z.array(connection) }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

const text = (longest: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(longest));

export const testConnection = operation({
  id: "connections.test",
  summary: "Make one real, harmless call: with what is configured, or with a store's credentials given here",
  method: "POST",
  path: "/v1/connections/:connection/test",
  input: z.object({
    connection: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,40}$/)),
    /** A store nobody has connected yet, with a token or with an app's id and secret; used for this test and forgotten. */
    store: z.optional(text(200)),
    accessToken: z.optional(text(500)),
    clientId: z.optional(text(200)),
    clientSecret: z.optional(text(500)),
  }),
  output: z.object({
    ok: z.boolean(),
    /** One sentence; when the test failed it says what to do. */
    detail: z.string(),
    code: z.nullable(z.string()),
    /** Of the store alone, as are its agents. */
    store: z.nullable(storeFacts),
    agents: z.array(agentAccess),
    durationMs: z.number(),
    at: time,
  }),
  role: "operator",
  effect: "write",
});

export type ConnectionShape = z.infer<typeof connection>;
