import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { nothing, time } from "./shapes.ts";

/** The WebSocket itself: a browser opens it with its cookie (Origin is checked); anything else with a ticket. */
export const LIVE_PATH = "/v1/live";
/** Offer this subprotocol; a ticket stands beside it as a second one, `ticket.<ticket>`. */
export const LIVE_PROTOCOL = "royal-equips.live.v1";
export const LIVE_TICKET_PREFIX = "ticket.";

export const liveTicket = operation({
  id: "live.ticket",
  summary: "A one-time ticket to open the live WebSocket within a minute, passed as its second subprotocol",
  method: "POST",
  path: "/v1/live/ticket",
  input: nothing,
  output: z.object({ ticket: z.string(), expiresAt: time }),
  role: "viewer",
  effect: "read",
  doors: ["http"],
  status: 201,
});

/** What the WebSocket says: something changed, so read it again. "ping" is answered with "pong". */
export const liveMessage = z.looseObject({ topic: z.string(), at: z.number(), agent: z.optional(z.string()) });
export type LiveMessage = z.infer<typeof liveMessage>;
