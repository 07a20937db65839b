import * as z from "zod/mini";
import { action, reason } from "./actions.ts";
import { operation } from "./operation.ts";
import { agentId, currency, minor, time } from "./shapes.ts";

/** Waiting proposals of one agent, kind and reason, decided together. */
export const card = z.object({
  groupKey: z.string(),
  agent: z.string(),
  kind: z.string(),
  title: z.string(),
  count: z.int(),
  impactMinor: minor,
  moneyMinor: minor,
  currency,
  /** Mean of the rows'. */
  confidence: z.number(),
  /** The reasons of the row with the largest impact: the group shares their kind. */
  reasons: z.array(reason),
  openedAt: time,
  /** When its first row expires. */
  expiresAt: time,
  /** At most `rows` of them, largest impact first; the rest come from `actions.list` with this groupKey. */
  rows: z.array(action),
});

export const listCards = operation({
  id: "cards.list",
  summary: "What waits for a person, grouped and ranked by money × confidence",
  method: "GET",
  path: "/v1/cards",
  input: z.object({
    agent: z.optional(agentId),
    rows: z._default(z.coerce.number().check(z.int(), z.gte(0), z.lte(100)), 20),
  }),
  output: z.object({
    items: z.array(card),
    /** Groups beyond the day's number of new cards: they wait, counted. */
    waiting: z.object({ cards: z.int(), actions: z.int() }),
  }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export type CardShape = z.infer<typeof card>;
