import { and, desc, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { CardShape } from "#schemas/api/cards.ts";
import { actions, cards } from "#schemas/db/ledger.ts";
import type { Handlers } from "../context.ts";
import { groupBy } from "../group-by.ts";
import { actionOf } from "./rows.ts";

const mostCards = 100;

export const cardHandlers: Handlers<"cards.list"> = {
  async "cards.list"({ agent, rows: perCard }, { env }) {
    const db = drizzle(env.DB);
    const proposed = and(eq(actions.status, "proposed"), agent === undefined ? undefined : eq(actions.agent, agent));
    const [groups, [waiting]] = await db.batch([
      db
        .select({
          groupKey: actions.groupKey,
          agent: sql<string>`min(${actions.agent})`,
          kind: sql<string>`min(${actions.kind})`,
          currency: sql<string>`min(${actions.currency})`,
          count: sql<number>`count(*)`,
          impactMinor: sql<number>`sum(${actions.impactMinor})`,
          moneyMinor: sql<number>`sum(${actions.moneyMinor})`,
          confidence: sql<number>`avg(${actions.confidence})`,
          expiresAt: sql<number>`min(${actions.expiresAt})`,
          openedAt: cards.openedAt,
        })
        .from(actions)
        .innerJoin(cards, eq(cards.groupKey, actions.groupKey))
        .where(proposed)
        .groupBy(actions.groupKey, cards.openedAt)
        .orderBy(desc(sql`sum(abs(${actions.impactMinor}) * ${actions.confidence})`), actions.groupKey)
        .limit(mostCards),
      db
        .select({ cards: sql<number>`count(DISTINCT ${actions.groupKey})`, actions: sql<number>`count(*)` })
        .from(actions)
        .where(and(proposed, sql`${actions.groupKey} NOT IN (SELECT ${cards.groupKey} FROM ${cards})`)),
    ]);
    const rows = await rowsOf(
      env.DB,
      groups.map((group) => group.groupKey),
      Math.max(1, perCard),
    );
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
    return { items, waiting: waiting ?? { cards: 0, actions: 0 } };
  },
};

function titleOf(first: string, count: number): string {
  return count === 1 ? first : `${first} and ${count - 1} more`;
}

async function rowsOf(d1: D1Database, groups: string[], perCard: number) {
  if (groups.length === 0) return new Map<string, ReturnType<typeof actionOf>[]>();
  const db = drizzle(d1);
  const ranked = db
    .select({
      id: actions.id,
      rank: sql<number>`row_number() OVER (PARTITION BY ${actions.groupKey} ORDER BY abs(${actions.impactMinor}) DESC, ${actions.id})`.as(
        "rank",
      ),
    })
    .from(actions)
    .where(
      and(
        eq(actions.status, "proposed"),
        sql`${actions.groupKey} IN (SELECT value FROM json_each(${JSON.stringify(groups)}))`,
      ),
    )
    .as("ranked");
  const rows = await db
    .select({ action: actions })
    .from(actions)
    .innerJoin(ranked, eq(ranked.id, actions.id))
    .where(sql`${ranked.rank} <= ${perCard}`)
    .orderBy(sql`${ranked.rank}`);
  return groupBy(
    rows.map((row) => actionOf(row.action)),
    (row) => row.groupKey,
  );
}
