import { readBacktest } from "#agent-kit/backtest/read-backtest.ts";
import { decisionOf, summaryOf } from "#agent-kit/backtest/rows.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { refused, refusedBy } from "../http/refused.ts";
import { agentOf } from "../roster.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

export const backtestHandlers: Handlers<
  "agents.backtest" | "backtests.list" | "backtests.get" | "backtests.decisions"
> = {
  async "agents.backtest"({ agent, from, to }, context) {
    const asked = await agentOf(context.env, agent).backtest({ actor: context.actor.id, from, to });
    if (!asked.ok) throw refusedBy(asked);
    const detail = { backtest: asked.id, from, to };
    const entry = auditEntry(context, { operation: "agents.backtest", subject: agent, detail });
    await auditStatement(context.env.DB, entry).run();
    return { id: asked.id };
  },

  async "backtests.list"({ agent, limit, cursor }, { env }) {
    const [at, id] = decodeCursor(cursor) ?? [null, null];
    const { results } = await env.DB.prepare(
      `SELECT * FROM backtests WHERE (?1 IS NULL OR agent = ?1) AND (?2 IS NULL OR at < ?2 OR (at = ?2 AND id < ?3))
       ORDER BY at DESC, id DESC LIMIT ?4`,
    )
      .bind(agent ?? null, at, id, limit + 1)
      .all();
    const items = results.map(summaryOf);
    return paged(items, limit, (last) => [last.at, last.id]);
  },

  async "backtests.get"({ backtest }, { env }) {
    // Its id names its agent, which alone knows what it took from today.
    const agent = /^(.+)-backtest-/.exec(backtest)?.[1];
    const { backtestAssumes = [] } = agent ? await agentOf(env, agent).describe() : {};
    const found = await readBacktest(env.DB, backtest, backtestAssumes);
    if (!found) throw refused("not-found", `There is no backtest "${backtest}".`);
    return found;
  },

  async "backtests.decisions"({ backtest, kind, fate, limit, cursor }, { env }) {
    const [week, nth] = decodeCursor(cursor) ?? [-1, "0"];
    const { results } = await env.DB.prepare(
      `SELECT * FROM backtest_decisions WHERE backtest_id = ?1 AND (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR fate = ?3)
       AND (week > ?4 OR (week = ?4 AND nth > ?5)) ORDER BY week, nth LIMIT ?6`,
    )
      .bind(backtest, kind ?? null, fate ?? null, week, Number(nth), limit + 1)
      .all();
    const last = results[limit - 1];
    const items = results.slice(0, limit).map(decisionOf);
    const more = results.length > limit && last !== undefined;
    return { items, nextCursor: more ? encodeCursor([Number(last.week), String(last.nth)]) : null };
  },
};

function paged<T>(items: T[], limit: number, at: (item: T) => [number, string]) {
  const last = items[limit - 1];
  return {
    items: items.slice(0, limit),
    nextCursor: items.length > limit && last !== undefined ? encodeCursor(at(last)) : null,
  };
}
