import { judge, type Policy, startingPolicy } from "#core/ledger/policy.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { policyDocument } from "#schemas/api/policy.ts";
import { actions, policies } from "#schemas/db/ledger.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { groupBy } from "../group-by.ts";
import { refused } from "../http/refused.ts";
import { json } from "./rows.ts";
import { named, select } from "./select.ts";

const dayMs = 86_400_000;
const mostPreviewed = 5_000;
const mostChanged = 100;

export const policyHandlers: Handlers<"policy.get" | "policy.put" | "policy.preview"> = {
  async "policy.get"(_input, { env }) {
    return current(env.DB);
  },

  async "policy.put"({ version, document }, context) {
    const { env, actor, clock } = context;
    const newest = await current(env.DB);
    if (newest.version !== version) throw changedMeanwhile(newest.version);
    const next = { version: version + 1, document, author: actor.id, at: clock.now() };
    const detail = { from: version, to: next.version };
    try {
      await env.DB.batch([
        env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (?1, ?2, ?3, ?4)").bind(
          next.version,
          JSON.stringify(document),
          next.author,
          next.at,
        ),
        auditStatement(env.DB, auditEntry(context, { operation: "policy.put", subject: "policy", detail })),
      ]);
    } catch (error) {
      if (/UNIQUE constraint failed: policies/.test(String(error))) throw changedMeanwhile(next.version);
      throw error;
    }
    return next;
  },

  async "policy.preview"({ document, days }, { env, clock }) {
    const newest = await current(env.DB);
    const [rows, zone] = await Promise.all([
      env.DB.prepare(
        `SELECT * FROM actions WHERE status = 'proposed' OR (proposed_at >= ?1 AND status <> 'superseded')
         ORDER BY proposed_at LIMIT ${mostPreviewed}`,
      )
        .bind(clock.now() - days * dayMs)
        .all<Record<string, unknown>>()
        .then(({ results }) => results.map((row) => named(actions, row))),
      env.DB.prepare("SELECT time_zone FROM shop LIMIT 1").first<string>("time_zone"),
    ]);
    const { dayOf } = shopCalendar(zone ?? "UTC");
    const before = replay(rows, { version: newest.version, ...newest.document }, dayOf);
    const after = replay(rows, { version: newest.version + 1, ...document }, dayOf);
    const kinds = [...groupBy(rows, (row) => row.kind)].map(([kind, own]) => {
      const count = (fate: Fate) => own.filter((row) => after.get(row.id) === fate).length;
      const through = own.filter((row) => after.get(row.id) === "auto");
      const impactMinor = through.reduce((sum, row) => sum + row.impactMinor, 0);
      return { kind, auto: count("auto"), ask: count("ask"), deny: count("deny"), impactMinor };
    });
    const changed = rows
      .map((row) => ({
        id: row.id,
        title: row.title,
        from: before.get(row.id) ?? "ask",
        to: after.get(row.id) ?? "ask",
      }))
      .filter((row) => row.from !== row.to)
      .slice(0, mostChanged);
    return { considered: rows.length, kinds, changed };
  },
};

type Fate = "auto" | "ask" | "deny";

/** What the policy makes of each row in the order they came, daily limits counted per shop day. */
function replay(
  rows: (typeof actions.$inferSelect)[],
  policy: Policy,
  dayOf: (at: number) => string,
): Map<string, Fate> {
  const spent = new Map<string, { actions: number; moneyMinor: number }>();
  return new Map(
    rows.map((row): [string, Fate] => {
      const { status } = judge(policy, row, "auto");
      if (status === "denied") return [row.id, "deny"];
      if (status !== "approved") return [row.id, "ask"];
      const limits = policy.kinds[row.kind];
      const slot = `${dayOf(row.proposedAt)} ${row.kind}`;
      const today = spent.get(slot) ?? { actions: 0, moneyMinor: 0 };
      const next = { actions: today.actions + 1, moneyMinor: today.moneyMinor + Math.abs(row.moneyMinor) };
      const over =
        next.actions > (limits?.actionsPerDay ?? Number.POSITIVE_INFINITY) ||
        next.moneyMinor > (limits?.moneyPerDayMinor ?? Number.POSITIVE_INFINITY);
      if (over) return [row.id, "ask"];
      spent.set(slot, next);
      return [row.id, "auto"];
    }),
  );
}

async function current(db: D1Database) {
  const [row] = await select(db, policies, { newest: [policies.version], limit: 1 });
  if (row) return { ...row, document: policyDocument.parse(json(row.document)) };
  const { version, ...document } = startingPolicy;
  return { version, document, author: "default", at: null };
}

function changedMeanwhile(version: number) {
  return refused("conflict", `The policy is at version ${version} now: read it again and redo the change.`);
}
