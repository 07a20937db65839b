import type { CandidateShape } from "#schemas/api/candidates.ts";
import { candidate, listCandidates } from "#schemas/api/candidates.ts";
import type { RowOf } from "#schemas/db/tables.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { refused } from "../http/refused.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { jsonObject } from "./rows.ts";
import { is, named, select, selectOne } from "./select.ts";

type Row = RowOf<"candidates">;

const mostDays = 400;
const mostSuppliers = 100;
/** Where rows without a score stand: behind all that have one. */
const unscored = -1;

export const candidateHandlers: Handlers<"candidates.list" | "candidates.history" | "candidates.watch"> = {
  async "candidates.list"({ supplier, watched, limit, cursor }, { env }) {
    const [score, id] = decodeCursor(cursor) ?? [null, null];
    const [found, states] = await Promise.all([
      env.DB.prepare(
        `SELECT * FROM candidates WHERE (?1 IS NULL OR supplier = ?1) AND (?2 IS NULL OR watched = ?2)
         AND (?3 IS NULL OR (coalesce(score, ${unscored}), id) < (?3, ?4))
         ORDER BY coalesce(score, ${unscored}) DESC, id DESC LIMIT ?5`,
      )
        .bind(supplier ?? null, watched === undefined ? null : Number(watched === "true"), score, id, limit + 1)
        .all<Record<string, unknown>>(),
      select(env.DB, "supplierStates", { limit: mostSuppliers }),
    ]);
    const rows = found.results.map((row) => named<"candidates">(row));
    const page = pageOf(rows, limit, (row) => [row.score ?? unscored, row.id], shown);
    return { ...page, suppliers: listCandidates.output.shape.suppliers.parse(states) };
  },

  async "candidates.history"({ candidate: id }, { env }) {
    await mustExist(env.DB, id);
    const items = await select(env.DB, "candidateDays", {
      where: [is("candidateId", id)],
      newest: ["day"],
      limit: mostDays,
    });
    return { items };
  },

  async "candidates.watch"({ candidate: id, watched }, context) {
    const { env } = context;
    await mustExist(env.DB, id);
    const detail = { watched };
    await env.DB.batch([
      env.DB.prepare("UPDATE candidates SET watched = ?2 WHERE id = ?1").bind(id, Number(watched)),
      auditStatement(env.DB, auditEntry(context, { operation: "candidates.watch", subject: id, detail })),
    ]);
    return { id, watched };
  },
};

async function mustExist(db: D1Database, id: string): Promise<void> {
  if ((await selectOne(db, "candidates", is("id", id))) === null)
    throw refused("not-found", `There is no candidate "${id}".`);
}

function shown(row: Row): CandidateShape {
  const offer = jsonObject(row.offer);
  const scored = jsonObject(row.scored);
  const opportunity = (scored.opportunity ?? {}) as Record<string, unknown>;
  const images = Array.isArray(offer.images) ? offer.images : [];
  return candidate.parse({
    ...row,
    url: offer.url ?? null,
    image: images[0] ?? null,
    coverage: opportunity.coverage ?? null,
    parts: opportunity.parts ?? [],
    missing: opportunity.missing ?? [],
    presetScore: (scored.classic as { score?: number } | null)?.score ?? null,
    money: scored.money ?? null,
    held: scored.held ?? null,
    watched: row.watched !== 0,
  });
}
