import { type BreakerClient, breaker } from "#durable-objects/client.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Actor } from "../auth/actor.ts";
import { breakerOf, usedConnections } from "../connections.ts";
import type { CallContext, Handlers } from "../context.ts";
import { refused } from "../http/refused.ts";

type Context = CallContext & { actor: Actor };

export const breakerHandlers: Handlers<
  "breakers.list" | "breakers.force-open" | "breakers.force-close" | "breakers.reset"
> = {
  async "breakers.list"(_input, { env, clock }) {
    const used = await usedConnections(env, clock.real());
    return { items: await Promise.all(used.map(({ id }) => breakerOf(env, id, clock.now()))) };
  },

  async "breakers.force-open"({ connection, why, forMs }, context) {
    return change(context, connection, "breakers.force-open", { why, forMs }, (object, now) =>
      object.force({ to: "open", by: context.actor.id, why, at: now, until: forMs === undefined ? null : now + forMs }),
    );
  },

  async "breakers.force-close"({ connection, why, forMs }, context) {
    return change(context, connection, "breakers.force-close", { why, forMs }, (object, now) =>
      object.force({
        to: "closed",
        by: context.actor.id,
        why,
        at: now,
        until: forMs === undefined ? null : now + forMs,
      }),
    );
  },

  async "breakers.reset"({ connection }, context) {
    return change(context, connection, "breakers.reset", {}, (object, now) =>
      object.reset(context.actor.id, "reset by hand", now),
    );
  },
};

async function change(
  context: Context,
  connection: string,
  operation: string,
  detail: Record<string, unknown>,
  act: (object: BreakerClient, now: number) => Promise<unknown>,
): Promise<{ ok: true }> {
  const { env, clock } = context;
  const used = await usedConnections(env, clock.real());
  if (!used.some(({ id }) => id === connection)) throw refused("not-found", `There is no connection "${connection}".`);
  await act(breaker(env, connection), clock.now());
  await auditStatement(env.DB, auditEntry(context, { operation, subject: connection, detail })).run();
  return { ok: true };
}
