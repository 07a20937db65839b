import { liveFeed } from "#durable-objects/client.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Actor } from "../auth/actor.ts";
import { makeCode, openSession, setCookie } from "../auth/session.ts";
import type { Handlers } from "../context.ts";
import { limitGuesses } from "../http/rate-limit.ts";
import { refused } from "../http/refused.ts";

export const sessionHandlers: Handlers<
  "session.code" | "session.open" | "session.get" | "session.close" | "live.ticket"
> = {
  async "session.code"({ role }, context) {
    const { env, actor, clock } = context;
    const made = await makeCode(env.DB, { actor: actor.id, role }, clock.real());
    const audit = auditEntry(context, {
      operation: "session.code",
      subject: `code:${made.hash.slice(0, 12)}`,
      detail: { role },
    });
    await env.DB.batch([made.statement, auditStatement(env.DB, audit)]);
    return { code: made.code, expiresAt: made.expiresAt };
  },

  async "session.open"({ code }, context) {
    const { env, clock, request, reply } = context;
    const opened = await openSession(env.DB, code, clock.real());
    if (!opened) await limitGuesses(env, request);
    if (!opened) throw refused("unauthenticated", "The code is unknown, used or older than ten minutes.");
    const audit = auditEntry(
      { ...context, actor: opened.actor },
      { operation: "session.open", subject: opened.actor.id },
    );
    await auditStatement(env.DB, audit).run();
    reply.append("set-cookie", setCookie(request, opened.secret));
    return shown(opened.actor);
  },

  async "session.get"(_input, { actor }) {
    return shown(actor);
  },

  async "session.close"(_input, { env, actor, request, reply }) {
    if (actor.sessionHash) await env.DB.prepare("DELETE FROM sessions WHERE hash = ?1").bind(actor.sessionHash).run();
    reply.append("set-cookie", setCookie(request, ""));
    return { ok: true };
  },

  async "live.ticket"(_input, { env, actor }) {
    return liveFeed(env).ticket(actor.id);
  },
};

function shown({ id, role, via, csrf, expiresAt }: Actor) {
  return { actor: id, role, via, csrf, expiresAt };
}
