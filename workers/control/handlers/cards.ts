import * as z from "zod/mini";
import { type CardShape, card } from "#schemas/api/cards.ts";
import type { Handlers } from "../context.ts";
import { groupBy } from "../group-by.ts";
import { actionOf } from "./rows.ts";
import { named } from "./select.ts";

const mostCards = 100;
const groupRows = z.array(z.omit(card, { title: true, reasons: true, rows: true }));
const waitingRows = z.array(z.object({ cards: z.number(), actions: z.number() }));

export const cardHandlers: Handlers<"cards.list"> = {
  async "cards.list"({ agent, rows: perCard }, { env }) {
    const proposed = "a.status = 'proposed' AND (?1 IS NULL OR a.agent = ?1)";
    const [cards, waiting] = await env.DB.batch([
      env.DB.prepare(
        `SELECT a.group_key AS groupKey, min(a.agent) AS agent, min(a.kind) AS kind, min(a.currency) AS currency,
           count(*) AS count, sum(a.impact_minor) AS impactMinor, sum(a.money_minor) AS moneyMinor,
           avg(a.confidence) AS confidence, min(a.expires_at) AS expiresAt, c.opened_at AS openedAt
         FROM actions AS a JOIN cards AS c ON c.group_key = a.group_key WHERE ${proposed}
         GROUP BY a.group_key ORDER BY sum(abs(a.impact_minor) * a.confidence) DESC, a.group_key LIMIT ${mostCards}`,
      ).bind(agent ?? null),
      env.DB.prepare(
        `SELECT count(DISTINCT a.group_key) AS cards, count(*) AS actions FROM actions AS a
         WHERE ${proposed} AND a.group_key NOT IN (SELECT group_key FROM cards)`,
      ).bind(agent ?? null),
    ]);
    const groups = groupRows.parse(cards?.results);
    const keys = groups.map((group) => group.groupKey);
    // The best row gives the card its title and reasons, so it is read even when no rows are wanted.
    const rows = await bestRows(env.DB, keys, Math.max(1, perCard));
    const items = groups.map((group): CardShape => {
      const own = rows.get(group.groupKey) ?? [];
      const first = own[0];
      return {
        ...group,
        title: titleOf(first?.title ?? group.kind, group.count),
        reasons: first?.reasons ?? [],
        rows: own.slice(0, perCard),
      };
    });
    return { items, waiting: waitingRows.parse(waiting?.results)[0] ?? { cards: 0, actions: 0 } };
  },
};

function titleOf(first: string, count: number): string {
  return count === 1 ? first : `${first} and ${count - 1} more`;
}

async function bestRows(db: D1Database, groups: string[], perCard: number) {
  const { results } = await db
    .prepare(
      `SELECT a.* FROM actions AS a JOIN (
         SELECT id, row_number() OVER (PARTITION BY group_key ORDER BY abs(impact_minor) DESC, id) AS place
         FROM actions WHERE status = 'proposed' AND group_key IN (SELECT value FROM json_each(?1))) AS ranked
         ON ranked.id = a.id WHERE ranked.place <= ?2 ORDER BY ranked.place`,
    )
    .bind(JSON.stringify(groups), perCard)
    .all<Record<string, unknown>>();
  return groupBy(
    results.map((row) => actionOf(named<"actions">(row))),
    (row) => row.groupKey,
  );
}
