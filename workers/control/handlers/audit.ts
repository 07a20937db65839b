import { auditHead } from "#durable-objects/client.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import { takeEnd, verifyChain, verifyEnd } from "../audit-chain.ts";
import type { Handlers } from "../context.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { jsonObject } from "./rows.ts";
import { is, select } from "./select.ts";

export const auditHandlers: Handlers<"audit.list" | "audit.verify" | "audit.take-end"> = {
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

  async "audit.verify"(_input, { env, clock, log }) {
    const unread = (error: unknown) => {
      log.warn("audit-head-unreachable", { error });
      return { noted: null, cutAt: null };
    };
    const end = await verifyEnd(env.DB, auditHead(env), clock.now()).catch(unread);
    const chain = await verifyChain(env.DB);
    return { ...chain, ...end, ok: chain.ok && end.cutAt === null };
  },

  async "audit.take-end"({ why }, context) {
    const { env, clock } = context;
    const detail = { why, ...(await verifyEnd(env.DB, auditHead(env), clock.now())) };
    await auditStatement(env.DB, auditEntry(context, { operation: "audit.take-end", subject: "audit", detail })).run();
    const end = await takeEnd(env, auditHead(env), clock.now());
    return { noted: end?.seq ?? null };
  },
};
