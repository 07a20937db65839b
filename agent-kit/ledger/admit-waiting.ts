import { startingPolicy } from "#core/ledger/policy.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { readPolicy } from "./policy-document.ts";
import { admitCards } from "./record-decisions.ts";

/** Opens cards for groups that had to wait for another day, also when no run proposes anything new that day. */
export async function admitWaiting(db: D1Database, agent: string, now: number): Promise<boolean> {
  const [waiting, policies, shop] = await db.batch<Record<string, unknown>>([
    db
      .prepare(
        "SELECT 1 FROM actions WHERE status = 'proposed' AND agent = ?1 AND group_key NOT IN (SELECT group_key FROM cards) LIMIT 1",
      )
      .bind(agent),
    db.prepare("SELECT version, document FROM policies ORDER BY version DESC LIMIT 1"),
    db.prepare("SELECT time_zone FROM shop LIMIT 1"),
  ]);
  if (!waiting?.results[0]) return false;
  const held = policies?.results[0];
  const { cardsPerDay } = held ? readPolicy(Number(held.version), String(held.document)) : startingPolicy;
  const shopDay = shopCalendar(String(shop?.results[0]?.time_zone ?? "UTC")).dayOf(now);
  await db.batch(admitCards(db, { now, shopDay, cardsPerDay }));
  return true;
}
