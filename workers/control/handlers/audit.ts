import { and, desc, eq, lt } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { audit } from "#schemas/db/platform.ts";
import { verifyChain } from "../audit-chain.ts";
import type { Handlers } from "../context.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { jsonObject } from "./rows.ts";

export const auditHandlers: Handlers<"audit.list" | "audit.verify"> = {
  async "audit.list"({ actor, operation, subject, limit, cursor }, { env }) {
    const after = decodeCursor(cursor);
    const rows = await drizzle(env.DB)
      .select()
      .from(audit)
      .where(
        and(
          actor === undefined ? undefined : eq(audit.actor, actor),
          operation === undefined ? undefined : eq(audit.operation, operation),
          subject === undefined ? undefined : eq(audit.subject, subject),
          after ? lt(audit.seq, after[0]) : undefined,
        ),
      )
      .orderBy(desc(audit.seq))
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => [row.seq, ""],
      ({ hash, detail, requestId: _r, previousHash: _p, ...row }) => ({
        ...row,
        detail: jsonObject(detail),
        sealed: hash !== null,
      }),
    );
  },

  async "audit.verify"(_input, { env }) {
    return verifyChain(env.DB);
  },
};
