import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Decided, Decision, Json } from "../definition.ts";
import { inParts } from "../ledger/json-parts.ts";
import type { JudgedDecision } from "./judge-chunk.ts";
import type { Effect, PastObservation } from "./part.ts";

/** A backtest's row as a chunk needs it. */
export interface Row {
  id: string;
  newest: number;
  live: boolean;
  weeks: number;
  week: number;
  chunk: number;
  place: string | null;
  step: number;
  attempts: number;
  reason: string | null;
  shopZone: string;
  importedAt: number;
  settings: string;
  policy: string;
  policyVersion: number;
}

interface Chunk {
  seen: PastObservation<unknown>;
  measures: Decided["measures"];
  decisions: Decision[];
  effects: Effect[];
  fates: JudgedDecision[];
  /** Decisions of the week's earlier chunks. */
  decided: number;
  carry: Json;
  at: number;
  now: number;
}

/** Still at this step: whoever comes second finds it gone and writes nothing. */
const mine = "EXISTS (SELECT 1 FROM backtests WHERE id = ?1 AND step = ?2 AND status = 'running')";

/** Everything a chunk came to and the step itself, in one batch. True when another chunk is to be sent. */
export async function commitChunk(db: D1Database, row: Row, chunk: Chunk): Promise<boolean> {
  const { seen, now } = chunk;
  const weekDone = seen.next === null;
  const done = weekDone && row.week + 1 >= row.weeks;
  const results = await db.batch([
    db
      .prepare(
        `INSERT INTO backtest_chunks (backtest_id, week, chunk, observed, measures, unanswered, carry, at)
         SELECT ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE ${mine} ON CONFLICT DO NOTHING`,
      )
      .bind(
        row.id,
        row.step,
        row.week,
        row.chunk,
        seen.observed,
        JSON.stringify(chunk.measures),
        JSON.stringify(seen.unanswered),
        chunk.carry === null ? null : JSON.stringify(chunk.carry),
        now,
      ),
    ...inParts(rowsOf(chunk)).map((json) =>
      db
        .prepare(
          `INSERT INTO backtest_decisions (backtest_id, week, kind, target, nth, instant, title, intent, before, after, why, move_percent,
             money_minor, currency, confidence, fate, verdict, effect_minor, low_minor, high_minor, effect_from, digest, at)
           SELECT ?1, ?3, d.value->>'kind', d.value->>'target', d.value->>'nth', ?4, d.value->>'title', d.value->>'intent', d.value->'before',
             d.value->'after', d.value->>'why', d.value->>'movePercent', d.value->>'moneyMinor', d.value->>'currency', d.value->>'confidence',
             d.value->>'fate', d.value->>'verdict', d.value->>'effectMinor', d.value->>'lowMinor', d.value->>'highMinor', d.value->>'from',
             d.value->>'digest', ?5
           FROM json_each(?6) AS d WHERE ${mine} ON CONFLICT DO NOTHING`,
        )
        .bind(row.id, row.step, row.week, chunk.at, now, json),
    ),
    ...(weekDone
      ? [
          db
            .prepare(`UPDATE backtest_chunks SET carry = NULL WHERE backtest_id = ?1 AND week = ?3 AND ${mine}`)
            .bind(row.id, row.step, row.week),
        ]
      : []),
    db
      .prepare(
        `UPDATE backtests SET step = step + 1, week = ?3, chunk = ?4, place = ?5, attempts = 0, reason = NULL, updated_at = ?6,
           status = CASE WHEN ?7 THEN 'finished' ELSE status END, finished_at = CASE WHEN ?7 THEN ?6 END
         WHERE id = ?1 AND step = ?2 AND status = 'running'`,
      )
      .bind(
        row.id,
        row.step,
        weekDone ? row.week + 1 : row.week,
        weekDone ? 0 : row.chunk + 1,
        seen.next,
        now,
        done ? 1 : 0,
      ),
  ]);
  return results.at(-1)?.meta.changes === 1 && !done;
}

function rowsOf({ decisions, effects, fates, decided }: Chunk) {
  return decisions.map((decision, at) => {
    const { kind, target, title, intent, before, after, movePercent, moneyMinor, currency, confidence } = decision;
    const { minor, rangeMinor, from } = effects[at]!;
    const { fate, why } = fates[at]!;
    return {
      kind,
      target,
      title,
      intent,
      before,
      after,
      movePercent,
      currency,
      confidence,
      fate,
      from,
      nth: decided + at,
      why: decision.reasons[0]?.text ?? "",
      verdict: why,
      moneyMinor: Math.round(moneyMinor),
      effectMinor: Math.round(minor),
      lowMinor: rangeMinor === null ? null : Math.round(rangeMinor[0]),
      highMinor: rangeMinor === null ? null : Math.round(rangeMinor[1]),
      digest: digestOf(decision),
    };
  });
}

/** Of the whole decision: two of them have the same one exactly when no byte of them differs. */
export function digestOf(decision: Decision): string {
  return bytesToHex(sha256(new TextEncoder().encode(JSON.stringify(decision))));
}
