import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { refused } from "../http/refused.ts";
import { jsonObject } from "./rows.ts";
import { is, named, selectOne } from "./select.ts";

const mostFindings = 300;

export const findingHandlers: Handlers<"findings.list" | "findings.accept"> = {
  async "findings.list"({ open }, { env }) {
    const { results } = await env.DB.prepare(
      `SELECT * FROM findings WHERE ?1 IS NULL OR (resolved_at IS NULL) = ?1
       ORDER BY resolved_at IS NOT NULL, accepted_at IS NOT NULL,
         instr('critical high medium low', severity), first_seen_at DESC LIMIT ${mostFindings}`,
    )
      .bind(open === undefined ? null : Number(open === "true"))
      .all<Record<string, unknown>>();
    const items = results.map((row) => named<"findings">(row));
    return {
      items: items.map(({ checkName: check, detail, ...row }) => ({ ...row, check, detail: jsonObject(detail) })),
    };
  },

  async "findings.accept"({ finding: id, why }, context) {
    const { env, clock } = context;
    if ((await selectOne(env.DB, "findings", is("id", id))) === null)
      throw refused("not-found", `There is no finding "${id}".`);
    const acceptedAt = clock.now();
    await env.DB.batch([
      env.DB.prepare("UPDATE findings SET accepted_at = ?2, accepted_by = ?3 WHERE id = ?1").bind(
        id,
        acceptedAt,
        context.actor?.id ?? null,
      ),
      auditStatement(env.DB, auditEntry(context, { operation: "findings.accept", subject: id, detail: { why } })),
    ]);
    return { id, acceptedAt };
  },
};
