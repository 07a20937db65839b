import * as z from "zod/mini";
import type { DeltaKind } from "#agent-kit/definition.ts";
import { KitError } from "#agent-kit/errors.ts";
import { type ChannelLine, compareVersions, mergeLines, withdrawLines } from "#core/inventory/channel-lines.ts";
import { publish } from "#integrations/channel/publish.ts";
import type { Clients } from "../clients.ts";

const line = z.object({
  sku: z.string().check(z.minLength(1)),
  quantity: z.int().check(z.gte(0)),
  priceMinor: z.int().check(z.gte(0)),
  currency: z.string().check(z.length(3)),
  version: z.object({ eventAt: z.number(), seenAt: z.number(), undone: z.union([z.literal(0), z.literal(1)]) }),
});

export const channelSyncPayload = z.object({
  channel: z.string(),
  /** What to say of each item, and what was said before; null where the channel did not know it. */
  lines: z.array(z.object({ line, was: z.nullable(line) })).check(z.minLength(1)),
});
type ChannelSync = z.infer<typeof channelSyncPayload>;

/** What was written is read back at once; a write whose answer was lost shows within this. */
const settleMs = 60_000;

/**
 * Tells a second channel what it may sell and at what price. Lines carry the version of the store event behind them, and only
 * a newer one takes a line's place: sent twice, late or in the wrong order, the channel ends with the newest.
 */
export const channelSync: DeltaKind<ChannelSync, Clients> = {
  payload: channelSyncPayload,
  effect: "delta",
  certainty: "readable",
  settleMs,

  async apply({ clients }, _action, payload) {
    const result = await publish(portOf(clients, payload), (held) => mergeLines(held, linesOf(payload)));
    return { result, lines: payload.lines.length };
  },

  async verify({ clients }, _action, payload) {
    const { lines } = await portOf(clients, payload).read();
    const there = linesOf(payload).every(({ sku, version }) => {
      const held = lines.get(sku);
      return held !== undefined && compareVersions(held.version, version) >= 0;
    });
    return there ? "confirmed" : "absent";
  },

  async revert({ clients }, _action, payload) {
    const result = await publish(portOf(clients, payload), (held) => withdrawLines(held, payload.lines));
    return { result, lines: payload.lines.length };
  },

  async verifyReverted({ clients }, _action, payload) {
    const { lines } = await portOf(clients, payload).read();
    return withdrawLines(lines, payload.lines) === null ? "confirmed" : "absent";
  },
};

function linesOf(payload: ChannelSync): ChannelLine[] {
  return payload.lines.map((each) => each.line);
}

function portOf(clients: Clients, { channel }: ChannelSync) {
  const port = clients.channel();
  if (port === null || port.declaration.id !== channel)
    throw new KitError({
      code: "not-configured",
      message: `${channel} is not configured.`,
      outcome: "not-sent",
      report: false,
    });
  return port;
}
