import * as z from "zod/mini";
import { writeTraceparent } from "#agent-kit/trace.ts";
import { logLine } from "#schemas/api/runs.ts";
import type { RowOf } from "#schemas/db/tables.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { refused, refusedBy } from "../http/refused.ts";
import { agentOf } from "../roster.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { jsonList, jsonObject, runOf } from "./rows.ts";
import { is, olderThan, select, selectOne } from "./select.ts";

const counted = z.array(z.object({ status: z.string(), n: z.number() }));

export const runHandlers: Handlers<"runs.list" | "runs.get" | "runs.logs" | "runs.cancel" | "runs.replay"> = {
  async "runs.list"({ agent, outcome, limit, cursor }, { env }) {
    const rows = await select(env.DB, "runs", {
      where: [is("agent", agent), is("outcome", outcome), olderThan("startedAt", "id", decodeCursor(cursor))],
      newest: ["startedAt", "id"],
      limit: limit + 1,
    });
    return pageOf(rows, limit, (row) => [row.startedAt, row.id], runOf);
  },

  async "runs.get"({ run: id }, { env }) {
    const row = await found(env.DB, id);
    const { results } = await env.DB.prepare(
      "SELECT status, count(*) AS n FROM actions WHERE run_id = ?1 GROUP BY status",
    )
      .bind(id)
      .all();
    const byStatus = counted.parse(results).map(({ status, n }) => [status, n]);
    return {
      ...runOf(row),
      measures: jsonObject(row.measures),
      traceId: row.traceId,
      actions: Object.fromEntries(byStatus),
    };
  },

  async "runs.logs"({ run: id }, { env }) {
    const row = await found(env.DB, id);
    return { items: z.array(logLine).parse(jsonList(row.log)) };
  },

  async "runs.cancel"({ run: id }, { env, actor }) {
    const cancelled = await agentOf(env, agentOfRun(id)).cancel({ runId: id, actor: actor.id });
    if (!cancelled.ok) throw refusedBy(cancelled);
    return {};
  },

  async "runs.replay"({ run: id }, context) {
    const { env, actor, requestId, trace } = context;
    const row = await found(env.DB, id);
    const asked = await agentOf(env, row.agent).run({
      trigger: "replay",
      requestId,
      actor: actor.id,
      replayOf: id,
      traceparent: writeTraceparent(trace),
    });
    if (!asked.ok) throw refusedBy(asked);
    const detail = { tickId: asked.tickId };
    await auditStatement(env.DB, auditEntry(context, { operation: "runs.replay", subject: id, detail })).run();
    return { tickId: asked.tickId };
  },
};

/** A live run has no row yet, but its id names its agent: `<agent>-<token>`. */
function agentOfRun(id: string): string {
  const agent = /^(.+)-\d+$/.exec(id)?.[1];
  if (!agent) throw refused("not-found", `There is no run "${id}".`);
  return agent;
}

async function found(db: D1Database, id: string): Promise<RowOf<"runs">> {
  const row = await selectOne(db, "runs", is("id", id));
  if (!row) throw refused("not-found", `There is no run "${id}".`);
  return row;
}
