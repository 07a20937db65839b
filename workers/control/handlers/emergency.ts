import type * as z from "zod/mini";
import type { acknowledgement } from "#schemas/api/emergency.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Actor } from "../auth/actor.ts";
import type { CallContext, Handlers } from "../context.ts";
import { emergencyStatement, readEmergency } from "../emergency.ts";
import { holdStop } from "../hold-stop.ts";
import { refusedBy } from "../http/refused.ts";
import { type RosterEntry, roster } from "../roster.ts";
import { settle } from "../settle.ts";

type Acknowledgement = z.infer<typeof acknowledgement>;
type Context = CallContext & { actor: Actor };

const longestMs = 10_000;

export const emergencyHandlers: Handlers<"emergency.get" | "emergency.stop" | "emergency.release"> = {
  async "emergency.get"(_input, { env }) {
    const [{ stopped, by, why, at }, agents] = await Promise.all([
      readEmergency(env),
      ofEveryAgent(env, async ({ rpc }) => {
        const view = await rpc.view();
        return { held: view.stopped !== null, at: view.stopped?.at ?? null, inFlight: [] };
      }),
    ]);
    return { stopped, by, why, at, recorded: true, agents };
  },

  async "emergency.stop"({ why }, context) {
    // Agents first and whatever the database says: a stop must not wait for anything it does not need.
    const [agents, recorded] = await Promise.all([
      ofEveryAgent(context.env, async (entry) => {
        const audit = auditEntry(context, { operation: "emergency.stop", subject: entry.id, detail: { why } });
        const now = context.clock.now();
        return { held: true, ...(await holdStop(context.env, entry, { actor: context.actor.id, why, now, audit })) };
      }),
      record(context, true, why),
    ]);
    return { stopped: true, by: context.actor.id, why, at: context.clock.now(), recorded, agents };
  },

  async "emergency.release"({ why }, context) {
    // The other way round: until the release is on record the watchdog would stop everything again.
    await batch(context, false, why);
    const agents = await ofEveryAgent(context.env, async ({ rpc }) => {
      const released = await rpc.release({ actor: context.actor.id, why });
      if (!released.ok) throw refusedBy(released);
      return { held: false, at: null, inFlight: [] };
    });
    return { stopped: false, by: context.actor.id, why, at: context.clock.now(), recorded: true, agents };
  },
};

async function ofEveryAgent(
  env: object,
  ask: (entry: RosterEntry) => Promise<{ held: boolean; at: number | null; inFlight: string[] }>,
): Promise<Acknowledgement[]> {
  return Promise.all(
    roster(env).map(async (entry) => {
      const { id } = entry;
      const asked = await settle(longestMs, () => ask(entry));
      if (!asked.ok) return { agent: id, held: false, at: null, inFlight: [], error: asked.error };
      const { held, at, inFlight } = asked.value;
      return { agent: id, held, at, inFlight, error: null };
    }),
  );
}

async function record(context: Context, stopped: boolean, why: string): Promise<boolean> {
  const done = await settle(longestMs, () => batch(context, stopped, why));
  if (!done.ok) context.log.error("emergency-not-recorded", { error: done.cause });
  return done.ok;
}

async function batch(context: Context, stopped: boolean, why: string): Promise<void> {
  const { env, actor, clock } = context;
  const operation = stopped ? "emergency.stop" : "emergency.release";
  await env.DB.batch([
    emergencyStatement(env.DB, { stopped, why, by: actor.id, at: clock.now() }),
    auditStatement(env.DB, auditEntry(context, { operation, subject: "everything", detail: { why } })),
  ]);
}
