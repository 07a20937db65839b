import { openPersonal } from "#agent-kit/privacy/subject.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { refused } from "../http/refused.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { jsonObject } from "./rows.ts";
import { is, olderThan, select, selectOne } from "./select.ts";

export const privacyHandlers: Handlers<"privacy.list" | "privacy.document"> = {
  async "privacy.list"({ limit, cursor }, { env }) {
    const rows = await select(env.DB, "privacyRequests", {
      where: [olderThan("requestedAt", "id", decodeCursor(cursor))],
      newest: ["requestedAt", "id"],
      limit: limit + 1,
    });
    return pageOf(
      rows,
      limit,
      (row) => [row.requestedAt, row.id],
      ({ identity: _, proof, ...row }) => ({ ...row, proof: proof === null ? null : jsonObject(proof) }),
    );
  },

  async "privacy.document"({ request: id }, context) {
    const { env, clock } = context;
    const held = await selectOne(env.DB, "privacyRequests", is("id", id));
    const { results } = await env.DB.prepare(
      "SELECT part, sealed FROM privacy_documents WHERE request_id = ?1 AND until > ?2 ORDER BY part",
    )
      .bind(id, clock.now())
      .all<{ part: number; sealed: string }>();
    if (!held || results.length === 0) throw refused("not-found", "There is no such document, or no longer.");
    const parts = await Promise.all(
      results.map(({ part, sealed }) => openPersonal(env.SECRET_ENCRYPTION_KEY, sealed, `${id} ${part}`)),
    );
    if (parts.includes(null)) throw refused("conflict", "It was sealed with another SECRET_ENCRYPTION_KEY.");
    // Read is what matters here: who saw a person's data is part of the record.
    await auditStatement(env.DB, auditEntry(context, { operation: "privacy.document", subject: id })).run();
    return { document: jsonObject(parts.join("")) };
  },
};
