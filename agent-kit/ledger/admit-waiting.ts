import { startingPolicy } from "#core/ledger/policy.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { readPolicy } from "./policy-document.ts";
import { admitCards } from "./record-decisions.ts";

/**
 * From one group of an agent's proposals to the next by the index: as many rows as there are groups, whatever is in them.
 * Their keys begin with the agent and a slash, and "0" is what follows a slash.
 */
const waitingGroup = `WITH RECURSIVE held(key) AS (
    SELECT min(group_key) FROM actions INDEXED BY proposals_by_group WHERE status = 'proposed' AND group_key > ?1 || '/' AND group_key < ?1 || '0'
    UNION ALL SELECT (SELECT min(group_key) FROM actions INDEXED BY proposals_by_group
        WHERE status = 'proposed' AND group_key > held.key AND group_key < ?1 || '0')
      FROM held WHERE held.key IS NOT NULL)
  SELECT 1 FROM held WHERE key IS NOT NULL AND key NOT IN (SELECT group_key FROM cards) LIMIT 1`;

/** Opens cards for groups that had to wait for another day, also when no run proposes anything new that day. */
export async function admitWaiting(db: D1Database, agent: string, now: number): Promise<boolean> {
  const [waiting, policies, shop] = await db.batch<Record<string, unknown>>([
    db.prepare(waitingGroup).bind(agent),
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
