import * as z from "zod/mini";
import { shopEvent } from "#integrations/shopify/webhook.ts";

/** What store-sync tells itself. Its state is in D1, so a lost message delays and a repeated one changes nothing. */
export const task = z.discriminatedUnion("type", [
  /** Imports the store when that was not done yet. */
  z.object({ type: z.literal("import") }),
  /** The next bounded step of whatever import is unfinished. */
  z.object({ type: z.literal("import-continue"), id: z.string() }),
  /** What the cron is for: changed-since pages, closing days, subscriptions. */
  z.object({ type: z.literal("reconcile") }),
]);
export type Task = z.infer<typeof task>;

/** A delivery in the trace of the request that brought it. */
export const delivery = z.extend(shopEvent, { traceparent: z.optional(z.string().check(z.maxLength(200))) });
export type Delivery = z.infer<typeof delivery>;

/** Everything `shop-events` carries. */
export const syncMessage = z.union([task, delivery]);
export type SyncMessage = z.infer<typeof syncMessage>;
