import { type AuditMark, type BreakerClient, breaker } from "#durable-objects/client.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Actor } from "../auth/actor.ts";
import { breakerOf, usedConnections } from "../connections.ts";
import type { CallContext, Handlers } from "../context.ts";
import { refused } from "../http/refused.ts";
import { settle } from "../settle.ts";

type Context = CallContext & { actor: Actor };

const longestMs = 5_000;

export const breakerHandlers: Handlers<
  "breakers.list" | "breakers.force-open" | "breakers.force-close" | "breakers.reset"
> = {
  async "breakers.list"(_input, { env, clock }) {
    const used = await usedConnections(env, clock.real());
    return { items: await Promise.all(used.map(({ id }) => breakerOf(env, id, clock.now()))) };
  },

  async "breakers.force-open"({ connection, why, forMs }, context) {
    return change(context, connection, "breakers.force-open", { why, forMs }, (object, now, audit) =>
      object.force({ to: "open", by: context.actor.id, why, at: now, until: untilOf(now, forMs) }, audit),
    );
  },

  async "breakers.force-close"({ connection, why, forMs }, context) {
    return change(context, connection, "breakers.force-close", { why, forMs }, (object, now, audit) =>
      object.force({ to: "closed", by: context.actor.id, why, at: now, until: untilOf(now, forMs) }, audit),
    );
  },

  async "breakers.reset"({ connection }, context) {
    return change(context, connection, "breakers.reset", {}, (object, now, audit) =>
      object.reset(context.actor.id, "reset by hand", now, audit),
    );
  },
};

function untilOf(now: number, forMs: number | undefined): number | null {
  return forMs === undefined ? null : now + forMs;
}

/** The breaker first, whatever the database says; the object keeps what the watchdog needs to write a row that is missing. */
async function change(
  context: Context,
  connection: string,
  operation: string,
  detail: Record<string, unknown>,
  act: (object: BreakerClient, now: number, audit: AuditMark) => Promise<unknown>,
): Promise<{ ok: true }> {
  const { env, clock, log } = context;
  const used = await usedConnections(env, clock.real());
  if (!used.some(({ id }) => id === connection)) throw refused("not-found", `There is no connection "${connection}".`);
  const entry = auditEntry(context, { operation, subject: connection, detail });
  await act(breaker(env, connection), entry.at, { id: entry.id, role: entry.role, operation });
  const written = await settle(longestMs, () => auditStatement(env.DB, entry).run());
  if (!written.ok) log.error("audit-row-waits", { connection, error: written.cause });
  return { ok: true };
}
