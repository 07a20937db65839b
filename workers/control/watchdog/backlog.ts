import * as z from "zod/mini";
import { groupBy } from "../group-by.ts";

const byAgent = z.array(z.object({ agent: z.string(), status: z.string(), n: z.number() }));
const byStatus = z.array(z.object({ status: z.string(), n: z.number() }));
const oldest = z.array(z.object({ at: z.nullable(z.number()) }));
const letters = z.array(z.object({ open: z.number(), total: z.number() }));
const sealing = z.array(z.object({ sealed: z.number(), unsealed: z.number() }));

/** What stands where in D1, in one round trip. */
export async function readBacklog(db: D1Database) {
  const results = await db.batch([
    db.prepare("SELECT agent, status, count(*) AS n FROM actions GROUP BY agent, status"),
    db.prepare("SELECT agent, coalesce(outcome, 'running') AS status, count(*) AS n FROM runs GROUP BY agent, outcome"),
    db.prepare("SELECT status, count(*) AS n FROM deliveries GROUP BY status"),
    db.prepare("SELECT min(received_at) AS at FROM deliveries WHERE status = 'accepted'"),
    db.prepare("SELECT count(*) FILTER (WHERE handled_at IS NULL) AS open, count(*) AS total FROM dead_letters"),
    // By the ends of its indexes: the log is kept for years and a count would read all of it every minute.
    db.prepare(
      `SELECT coalesce((SELECT max(seq) FROM audit WHERE hash IS NOT NULL), 0) AS sealed,
         (SELECT count(*) FROM audit WHERE hash IS NULL) AS unsealed`,
    ),
    // A number, or where its pages go on and the number they began at.
    db.prepare(
      `SELECT CAST(CASE WHEN value LIKE '{%' THEN value->>'since' ELSE value END AS INTEGER) AS at
       FROM cursors WHERE agent = 'store-sync' AND name = 'orders-since'`,
    ),
  ]);
  const rows = (at: number) => results[at]?.results ?? [];
  const nothing = { open: 0, total: 0 };
  return {
    actions: nested(byAgent.parse(rows(0))),
    runs: nested(byAgent.parse(rows(1))),
    deliveries: {
      byStatus: Object.fromEntries(byStatus.parse(rows(2)).map(({ status, n }) => [status, n])),
      oldestAcceptedAt: oldest.parse(rows(3))[0]?.at ?? null,
    },
    deadLetters: letters.parse(rows(4))[0] ?? nothing,
    audit: sealing.parse(rows(5))[0] ?? { sealed: 0, unsealed: 0 },
    reconciledAt: oldest.parse(rows(6))[0]?.at ?? null,
  };
}

function nested(rows: z.infer<typeof byAgent>): Record<string, Record<string, number>> {
  const groups = groupBy(rows, (row) => row.agent);
  return Object.fromEntries(
    [...groups].map(([agent, own]) => [agent, Object.fromEntries(own.map(({ status, n }) => [status, n]))]),
  );
}
