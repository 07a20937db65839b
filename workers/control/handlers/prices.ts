import * as z from "zod";
import { createPriceBatch, priceBatch } from "#schemas/api/prices.ts";
import type { Handlers } from "../context.ts";
import { refusedBy } from "../http/refused.ts";
import { agentOf } from "../roster.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { jsonList, jsonObject } from "./rows.ts";

const agent = "inventory-pricing";
const batchRows = z.array(priceBatch.extend({ statuses: z.string(), problems: z.string() }));

export const priceHandlers: Handlers<"prices.batch" | "prices.batches"> = {
  async "prices.batch"(input, { env, actor, requestId }) {
    const ask = { name: "price-batch", input, actor: actor.id, role: actor.role, requestId };
    const answer = await agentOf(env, agent).request(ask);
    if (!answer.ok) throw refusedBy(answer);
    return createPriceBatch.output.parse(answer.value);
  },

  async "prices.batches"({ limit, cursor }, { env }) {
    const [time, last] = decodeCursor(cursor) ?? [Number.MAX_SAFE_INTEGER, ""];
    const { results } = await env.DB.prepare(
      `SELECT batch_id AS id, max(group_key) AS groupKey, max(verdict->>'batch') AS title, min(created) AS createdAt, min(due) AS scheduledFor, sum(n) AS rows,
         json_group_object(status, n) AS statuses, sum(impact) AS impactMinor, sum(money) AS moneyMinor, max(currency) AS currency,
         json_group_array(DISTINCT why) FILTER (WHERE why IS NOT NULL) AS problems
       FROM (SELECT batch_id, status, max(group_key) AS group_key, max(verdict) AS verdict, min(proposed_at) AS created, count(*) AS n, sum(impact_minor) AS impact,
           sum(money_minor) AS money, max(currency) AS currency, min(CASE status WHEN 'scheduled' THEN not_before END) AS due,
           max(CASE WHEN status IN ('failed', 'dead', 'unknown') THEN status_reason END) AS why
         FROM actions WHERE batch_id IS NOT NULL GROUP BY batch_id, status)
       GROUP BY batch_id HAVING (min(created), batch_id) < (?1, ?2) ORDER BY min(created) DESC, batch_id DESC LIMIT ?3`,
    )
      .bind(time, last, limit + 1)
      .all();
    return pageOf(
      batchRows.parse(results),
      limit,
      (row) => [row.createdAt, row.id],
      (row) => priceBatch.parse({ ...row, statuses: jsonObject(row.statuses), problems: jsonList(row.problems) }),
    );
  },
};
