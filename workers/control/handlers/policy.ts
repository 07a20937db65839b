import { putInForce } from "#core/autonomy/after-harm.ts";
import { startingPolicy } from "#core/ledger/policy.ts";
import { type Fate, replayPolicy } from "#core/ledger/replay-policy.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { type PolicyDocument, policyDocument } from "#schemas/api/policy.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Actor } from "../auth/actor.ts";
import type { CallContext, Handlers } from "../context.ts";
import { groupBy } from "../group-by.ts";
import { refused } from "../http/refused.ts";
import { json } from "./rows.ts";
import { named, select } from "./select.ts";

const dayMs = 86_400_000;
const mostPreviewed = 5_000;
const mostChanged = 100;

export const policyHandlers: Handlers<"policy.get" | "policy.put" | "policy.preview"> = {
  async "policy.get"(_input, { env }) {
    return currentPolicy(env.DB);
  },

  async "policy.put"({ version, document }, context) {
    return enactPolicy(context, version, document, "policy.put");
  },

  async "policy.preview"({ document, days }, { env, clock }) {
    const newest = await currentPolicy(env.DB);
    const [rows, zone] = await Promise.all([
      env.DB.prepare(
        `SELECT * FROM actions WHERE status = 'proposed' OR (proposed_at >= ?1 AND status <> 'superseded')
         ORDER BY proposed_at, abs(impact_minor) DESC, id LIMIT ${mostPreviewed}`,
      )
        .bind(clock.now() - days * dayMs)
        .all<Record<string, unknown>>()
        .then(({ results }) => results.map((row) => named<"actions">(row))),
      env.DB.prepare("SELECT time_zone FROM shop LIMIT 1").first<string>("time_zone"),
    ]);
    const { dayOf } = shopCalendar(zone ?? "UTC");
    const before = replayPolicy(rows, { version: newest.version, ...newest.document }, dayOf);
    const after = replayPolicy(rows, { version: newest.version + 1, ...document }, dayOf);
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

/** A person's act: the next version, with its audit row, unless somebody else was faster. */
export async function enactPolicy(
  context: CallContext & { actor: Actor },
  version: number,
  wanted: PolicyDocument,
  operation: string,
) {
  const { env, actor, clock } = context;
  const newest = await currentPolicy(env.DB);
  if (newest.version !== version) throw changedMeanwhile(newest.version);
  const at = clock.now();
  const document = policyDocument.parse({ ...wanted, kinds: putInForce(newest.document.kinds, wanted.kinds, at) });
  const next = { version: version + 1, document, author: actor.id, at };
  const detail = { from: version, to: next.version };
  try {
    await env.DB.batch([
      env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (?1, ?2, ?3, ?4)").bind(
        next.version,
        JSON.stringify(document),
        next.author,
        next.at,
      ),
      auditStatement(env.DB, auditEntry(context, { operation, subject: "policy", detail })),
    ]);
  } catch (error) {
    if (/UNIQUE constraint failed: policies/.test(String(error))) throw changedMeanwhile(next.version);
    throw error;
  }
  return next;
}

export async function currentPolicy(db: D1Database) {
  const [row] = await select(db, "policies", { newest: ["version"], limit: 1 });
  if (row) return { ...row, document: policyDocument.parse(json(row.document)) };
  const { version, ...document } = startingPolicy;
  return { version, document: policyDocument.parse(document), author: "default", at: null };
}

function changedMeanwhile(version: number) {
  return refused("conflict", `The policy is at version ${version} now: read it again and redo the change.`);
}
