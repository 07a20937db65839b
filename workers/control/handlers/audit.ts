import { verifyChain } from "../audit-chain.ts";
import type { Handlers } from "../context.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { jsonObject } from "./rows.ts";
import { is, select } from "./select.ts";

export const auditHandlers: Handlers<"audit.list" | "audit.verify"> = {
  async "audit.list"({ actor, operation, subject, limit, cursor }, { env }) {
    const after = decodeCursor(cursor);
    const rows = await select(env.DB, "audit", {
      where: [
        is("actor", actor),
        is("operation", operation),
        is("subject", subject),
        after && { sql: "seq < ?", params: [after[0]] },
      ],
      newest: ["seq"],
      limit: limit + 1,
    });
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
