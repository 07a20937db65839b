import * as z from "zod/mini";
import { role, token } from "#schemas/api/tokens.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import { personId } from "../auth/access.ts";
import { randomSecret, sha256 } from "../auth/digest.ts";
import type { Handlers } from "../context.ts";
import { refused } from "../http/refused.ts";
import { select } from "./select.ts";

const dayMs = 86_400_000;
const roleRows = z.array(z.object({ email: z.string(), role, grantedBy: z.string(), at: z.number() }));

export const tokenHandlers: Handlers<"tokens.list" | "tokens.create" | "tokens.revoke" | "roles.list" | "roles.put"> = {
  async "tokens.list"(_input, { env }) {
    const rows = await select(env.DB, "tokens", { newest: ["createdAt"], limit: 500 });
    return { items: rows.map((row) => token.parse(row)) };
  },

  async "tokens.create"({ name, role: granted, days }, context) {
    const { env, actor, clock } = context;
    const id = crypto.randomUUID().slice(0, 13);
    const secret = `rex_${randomSecret()}`;
    // A token's age is a matter of real time: moving the shop's clock must not expire it.
    const createdAt = clock.real();
    const expiresAt = days === null ? null : createdAt + days * dayMs;
    const detail = { role: granted, days };
    await env.DB.batch([
      env.DB.prepare(
        "INSERT INTO tokens (id, name, hash, role, created_by, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      ).bind(id, name, await sha256(secret), granted, actor.id, createdAt, expiresAt),
      auditStatement(env.DB, auditEntry(context, { operation: "tokens.create", subject: `token:${id}`, detail })),
    ]);
    const nothing = { lastUsedAt: null, revokedAt: null };
    return { id, name, role: granted, createdBy: actor.id, createdAt, expiresAt, ...nothing, secret };
  },

  async "tokens.revoke"({ token: id }, context) {
    const { env, clock } = context;
    const [revoked] = await env.DB.batch([
      env.DB.prepare("UPDATE tokens SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL RETURNING id").bind(
        id,
        clock.real(),
      ),
      auditStatement(env.DB, auditEntry(context, { operation: "tokens.revoke", subject: `token:${id}` }), {
        ifChanged: true,
      }),
    ]);
    if (!revoked?.results.length) throw refused("not-found", `There is no live token "${id}".`);
    return { ok: true };
  },

  async "roles.list"(_input, { env }) {
    const { results } = await env.DB.prepare(
      "SELECT email, role, granted_by AS grantedBy, at FROM roles ORDER BY email LIMIT 500",
    ).all();
    return { items: roleRows.parse(results) };
  },

  async "roles.put"({ email, role: granted }, context) {
    const { env, actor, clock } = context;
    const address = email.toLowerCase();
    const subject = await personId(env, address);
    const change =
      granted === null
        ? env.DB.prepare("DELETE FROM roles WHERE email = ?1").bind(address)
        : env.DB.prepare(
            `INSERT INTO roles (email, role, granted_by, at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (email) DO UPDATE SET role = excluded.role, granted_by = excluded.granted_by, at = excluded.at`,
          ).bind(address, granted, actor.id, clock.now());
    const audit = auditEntry(context, { operation: "roles.put", subject, detail: { role: granted } });
    await env.DB.batch([change, auditStatement(env.DB, audit)]);
    return { ok: true };
  },
};
