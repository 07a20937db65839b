import * as z from "zod";
import { operation } from "./operation.ts";
import { nothing, time } from "./shapes.ts";

/** The WebSocket itself: the cookie with an Origin check, or a ticket as subprotocol beside this one. */
export const LIVE_PATH = "/v1/live";
export const LIVE_PROTOCOL = "royal-live";

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

/** What the WebSocket says: something changed, read it again. */
export const liveMessage = z.looseObject({ type: z.string(), agent: z.string().optional(), at: z.number().optional() });
export type LiveMessage = z.infer<typeof liveMessage>;
