import * as z from "zod/mini";
import type { Clock } from "#agent-kit/clock.ts";
import { secrets } from "#agent-kit/secrets.ts";
import { refill } from "#core/resilience/leaky-bucket.ts";
import { budget, type ObjectBindings } from "#durable-objects/client.ts";
import { type Snapshot, snapshot } from "#schemas/api/health.ts";

export interface AlertEnv extends ObjectBindings {
  ENVIRONMENT?: string;
  LOG_LEVEL?: string;
  DB: D1Database;
  KV: KVNamespace;
}

/** What there is to be alarmed about, as it stands now. Times in ms of the shop's clock but for the snapshot's age. */
export interface Facts {
  snapshot: Snapshot | null;
  snapshotAgeMs: number | null;
  unknownActions: { agent: string; count: number; oldestAt: number }[];
  deadActions: { agent: string; count: number }[];
  deadLetters: { queue: string; count: number }[];
  imports: { failed: string | null; standsSince: number | null };
  refusals: { kind: string; count: number; sources: number; most: number }[];
  privacy: { overdue: number; failed: number };
  findings: { id: string; check: string; severity: string; title: string }[];
  /** Share of the store's budget that is left, 0 to 1; null where there is none or it cannot be asked. */
  budgetLeft: number | null;
  staleSecrets: string[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const schema = z.tuple([
  z.array(z.object({ at: z.number(), document: z.string() })),
  z.array(z.object({ agent: z.string(), count: z.number(), oldestAt: z.number() })),
  z.array(z.object({ agent: z.string(), count: z.number() })),
  z.array(z.object({ queue: z.string(), count: z.number() })),
  z.array(z.object({ failed: z.nullable(z.string()), standsSince: z.nullable(z.number()) })),
  z.array(z.object({ kind: z.string(), count: z.number(), sources: z.number(), most: z.number() })),
  z.array(z.object({ overdue: z.number(), failed: z.number() })),
  z.array(z.object({ id: z.string(), check: z.string(), severity: z.string(), title: z.string() })),
]);

/** Secrets that a provider other than the environment may hold: only those can go stale. */
const remoteSecrets = ["SHOPIFY_ACCESS_TOKEN", "SHOPIFY_CLIENT_SECRET", "SHOPIFY_WEBHOOK_SECRET", "SLACK_WEBHOOK_URL"];

export async function readFacts(env: AlertEnv, clock: Clock, shopDomain: string | null): Promise<Facts> {
  const { DB: db } = env;
  const now = clock.now();
  const [results, left, staleSecrets] = await Promise.all([
    db.batch([
      db.prepare("SELECT at, document FROM snapshots ORDER BY at DESC LIMIT 1"),
      db.prepare(
        `SELECT agent, count(*) AS count, min(updated_at) AS oldestAt FROM actions
         WHERE status = 'unknown' AND instr(coalesce(status_reason, ''), 'a person must look') > 0 GROUP BY agent`,
      ),
      db
        .prepare(
          "SELECT agent, count(*) AS count FROM actions WHERE status = 'dead' AND updated_at > ?1 GROUP BY agent",
        )
        .bind(now - dayMs),
      db
        .prepare(
          "SELECT queue, count(*) AS count FROM dead_letters WHERE handled_at IS NULL AND at > ?1 GROUP BY queue",
        )
        .bind(now - hourMs),
      db.prepare(
        // Of the newest import, whose parts begin at different times: by their ids, which share all but the part's name.
        `SELECT (SELECT kind FROM imports WHERE status = 'failed' AND substr(id, 1, length(id) - length(kind)) =
             (SELECT substr(id, 1, length(id) - length(kind)) FROM imports ORDER BY started_at DESC LIMIT 1)
             ORDER BY finished_at LIMIT 1) AS failed,
           -- A part that only fails again and again touches its row without getting anywhere.
           (SELECT max(CASE WHEN error IS NULL OR status IN ('done', 'failed') THEN updated_at ELSE started_at END)
             FROM imports WHERE EXISTS
             (SELECT 1 FROM imports WHERE status NOT IN ('done', 'failed'))) AS standsSince`,
      ),
      db
        .prepare(
          `SELECT kind, sum(n) AS count, count(*) AS sources, max(n) AS most FROM
             (SELECT kind, source, sum(count) AS n FROM access_refusals WHERE last_at > ?1 GROUP BY kind, source) GROUP BY kind`,
        )
        .bind(clock.real() - hourMs),
      db
        .prepare(
          `SELECT count(*) FILTER (WHERE due_at < ?1) AS overdue, count(*) FILTER (WHERE attempts >= 3) AS failed
           FROM privacy_requests WHERE status = 'open'`,
        )
        .bind(now),
      db.prepare(
        `SELECT id, check_name AS "check", severity, title FROM findings
         WHERE resolved_at IS NULL AND accepted_at IS NULL AND severity IN ('high', 'critical') LIMIT 50`,
      ),
    ]),
    shopDomain === null ? null : budgetLeft(env, shopDomain, clock.real()),
    stale(env),
  ]);
  const rows = schema.parse(results.map((result) => result.results));
  const newest = rows[0][0];
  return {
    snapshot: newest ? (snapshot.safeParse(JSON.parse(newest.document)).data ?? null) : null,
    snapshotAgeMs: newest ? clock.real() - newest.at : null,
    unknownActions: rows[1],
    deadActions: rows[2],
    deadLetters: rows[3],
    imports: rows[4][0] ?? { failed: null, standsSince: null },
    refusals: rows[5],
    privacy: rows[6][0] ?? { overdue: 0, failed: 0 },
    findings: rows[7],
    budgetLeft: left,
    staleSecrets,
  };
}

async function budgetLeft(env: AlertEnv, domain: string, real: number): Promise<number | null> {
  const held = await budget(env, domain)
    .dump()
    .catch(() => null);
  return held?.bucket ? refill(held.bucket, real).level / held.bucket.size : null;
}

async function stale(env: AlertEnv): Promise<string[]> {
  const resolver = secrets({ ...env });
  const standings = await Promise.all(remoteSecrets.map((name) => resolver.standing(name).catch(() => null)));
  return standings.flatMap((standing) => (standing?.status === "stale" ? [standing.name] : []));
}
