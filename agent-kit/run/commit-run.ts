import { shopCalendar } from "#core/time/shop-calendar.ts";
import { fence } from "#schemas/sql/fence.ts";
import type { Decided, Decision } from "../definition.ts";
import {
  admitCards,
  busyTargets,
  type LedgerRun,
  recordDecisions,
  rejectionsOf,
  toRefused,
  withoutRejected,
} from "../ledger/record-decisions.ts";
import { notify } from "../notify.ts";
import type { RunDatabase } from "./run-database.ts";
import { type Granted, writeRun } from "./run-row.ts";

interface Commit {
  db: D1Database;
  runDb: RunDatabase;
  granted: Granted;
  ledger: LedgerRun;
  decided: Decided<unknown>;
  observed: number;
  cursors: Record<string, string>;
  more: boolean;
  log: string;
  traceId: string;
  now: number;
  /** Rows for what the run learned. */
  knowledge: D1PreparedStatement[];
}

export interface Committed {
  proposed: number;
  /** Actions the policy let through at once; their messages are sent after the run is finished. */
  approved: string[];
}

/** Everything a run leaves behind, in one fenced batch: knowledge, actions, cards, notices, cursors and its own row. */
export async function commitRun(commit: Commit): Promise<Committed> {
  const { db, runDb, granted, ledger, decided, now } = commit;
  const wishes = onePerTarget(decided.decisions);
  const { kept, busy } = await heed(db, runDb, wishes);
  const measures = { ...decided.measures, ...(busy > 0 ? { "target-busy": busy } : {}), ...declined(wishes, kept) };
  const shopDay = shopCalendar(granted.shopZone).dayOf(now);
  const results = await db.batch<Record<string, unknown>>([
    db.prepare(fence.sql).bind(ledger.agent, granted.token),
    ...recordDecisions(db, kept, ledger),
    ...commit.knowledge,
    ...notify(db, ledger, decided.notices ?? []),
    // At the run's end, so that the most valuable of all its chunks come first.
    ...(!commit.more && (kept.length > 0 || granted.chunk > 0)
      ? admitCards(db, { now, shopDay, cardsPerDay: ledger.policy.cardsPerDay })
      : []),
    ...cursorRows(db, ledger.agent, commit.cursors),
    writeRun(db, ledger.agent, granted, {
      outcome: commit.more ? null : "succeeded",
      reason: null,
      observed: commit.observed,
      proposed: kept.length,
      measures,
      log: commit.log,
      finishedAt: now,
      traceId: commit.traceId,
    }),
    ...(kept.length > 0
      ? [
          db
            .prepare(
              "SELECT id FROM actions WHERE run_id = ?1 AND status = 'approved' ORDER BY abs(impact_minor) DESC, id",
            )
            .bind(granted.runId),
        ]
      : []),
  ]);
  const approved = kept.length > 0 ? (results.at(-1)?.results ?? []).map((row) => String(row.id)) : [];
  return { proposed: kept.length, approved };
}

/** The first decision of each kind and target: more could not be open at once. */
export function onePerTarget(decisions: Decision[]): Decision[] {
  const first = new Map<string, Decision>();
  for (const decision of decisions) {
    const key = `${decision.kind} ${decision.target}`;
    if (!first.has(key)) first.set(key, decision);
  }
  return [...first.values()];
}

async function heed(
  db: D1Database,
  runDb: RunDatabase,
  wishes: Decision[],
): Promise<{ kept: Decision[]; busy: number }> {
  if (wishes.length === 0) return { kept: wishes, busy: 0 };
  const asked = rejectionsOf(db, wishes);
  const results = await runDb.query([...asked, ...busyTargets(db, wishes)]);
  const refused = toRefused(results.slice(0, asked.length));
  const busy = results.slice(asked.length).reduce((sum, { results: rows }) => sum + Number(rows[0]?.busy ?? 0), 0);
  return { kept: withoutRejected(wishes, refused), busy };
}

function declined(wishes: Decision[], kept: Decision[]): Record<string, number> {
  return wishes.length === kept.length ? {} : { "rejected-before": wishes.length - kept.length };
}

function cursorRows(db: D1Database, agent: string, cursors: Record<string, string>): D1PreparedStatement[] {
  return Object.entries(cursors).map(([name, value]) =>
    db
      .prepare(
        "INSERT INTO cursors (agent, name, value) VALUES (?1, ?2, ?3) ON CONFLICT (agent, name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
      )
      .bind(agent, name, value),
  );
}
