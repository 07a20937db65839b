import type { BacktestKind, BacktestResult, BacktestUnanswered, BacktestWeek } from "#schemas/rpc/backtest.ts";
import { instantOf } from "./instants.ts";
import type { Unanswered } from "./part.ts";
import { decisionOf, summaryOf } from "./rows.ts";

type Row = Record<string, unknown>;

/** One backtest with everything it found so far; null when there is none of that id. */
export async function readBacktest(db: D1Database, id: string, assumes: string[]): Promise<BacktestResult | null> {
  const sums = (name: string, where: string) =>
    `coalesce(sum(effect_minor) FILTER (WHERE ${where}), 0) AS ${name}_minor,
     coalesce(sum(coalesce(low_minor, effect_minor)) FILTER (WHERE ${where}), 0) AS ${name}_low,
     coalesce(sum(coalesce(high_minor, effect_minor)) FILTER (WHERE ${where}), 0) AS ${name}_high,
     count(*) FILTER (WHERE low_minor IS NULL AND ${where}) AS ${name}_without`;
  const fates = `count(*) AS proposed, sum(fate = 'auto') AS auto, sum(fate = 'ask') AS ask, sum(fate = 'deny') AS deny`;
  const [found, kinds, worst, chunks, weeks] = await db.batch<Row>([
    db.prepare("SELECT * FROM backtests WHERE id = ?1").bind(id),
    db
      .prepare(
        `SELECT kind, ${fates}, ${sums("all", "true")}, ${sums("auto", "fate = 'auto'")}
         FROM backtest_decisions WHERE backtest_id = ?1 GROUP BY kind ORDER BY kind`,
      )
      .bind(id),
    db
      .prepare(
        `SELECT * FROM backtest_decisions WHERE backtest_id = ?1
         ORDER BY coalesce(low_minor, effect_minor), effect_minor, week, kind, target LIMIT 1`,
      )
      .bind(id),
    db
      .prepare(
        "SELECT week, observed, measures, unanswered FROM backtest_chunks WHERE backtest_id = ?1 ORDER BY week, chunk",
      )
      .bind(id),
    db
      .prepare(
        `SELECT week, count(*) AS proposed, sum(fate = 'auto') AS auto, sum(effect_minor) AS effect
         FROM backtest_decisions WHERE backtest_id = ?1 GROUP BY week`,
      )
      .bind(id),
  ]);
  const row = found?.results[0];
  if (!row) return null;
  const lowest = worst?.results[0];
  const newest = Number(row.newest);
  return {
    ...summaryOf(row),
    assumes,
    kinds: (kinds?.results ?? []).map(kindOf),
    worst: lowest ? decisionOf(lowest) : null,
    unanswered: gathered(chunks?.results ?? [], newest),
    byWeek: weekly(chunks?.results ?? [], weeks?.results ?? [], newest),
  };
}

function kindOf(row: Row): BacktestKind {
  const sum = (name: string) => ({
    minor: Number(row[`${name}_minor`]),
    lowMinor: Number(row[`${name}_low`]),
    highMinor: Number(row[`${name}_high`]),
    withoutRange: Number(row[`${name}_without`]),
  });
  return {
    kind: String(row.kind),
    proposed: Number(row.proposed),
    auto: Number(row.auto),
    ask: Number(row.ask),
    deny: Number(row.deny),
    effect: sum("all"),
    through: sum("auto"),
  };
}

function gathered(chunks: Row[], newest: number): BacktestUnanswered[] {
  const byReason = new Map<string, BacktestUnanswered & { seen: Set<number> }>();
  for (const chunk of chunks) {
    const week = Number(chunk.week);
    const at = instantOf(newest, week);
    for (const { kind, code, why, count } of JSON.parse(String(chunk.unanswered)) as Unanswered[]) {
      const key = `${kind} ${code}`;
      const held = byReason.get(key) ?? { kind, code, why, count: 0, weeks: 0, from: at, to: at, seen: new Set() };
      held.seen.add(week);
      byReason.set(key, {
        ...held,
        count: held.count + count,
        weeks: held.seen.size,
        from: Math.min(held.from, at),
        to: Math.max(held.to, at),
      });
    }
  }
  return [...byReason.values()].map(({ seen: _, ...reason }) => reason);
}

function weekly(chunks: Row[], decided: Row[], newest: number): BacktestWeek[] {
  const byWeek = new Map(decided.map((row) => [Number(row.week), row]));
  const weeks = new Map<number, BacktestWeek>();
  for (const chunk of chunks) {
    const week = Number(chunk.week);
    const held = byWeek.get(week);
    const before = weeks.get(week);
    const questions = JSON.parse(String(chunk.unanswered)) as Unanswered[];
    weeks.set(week, {
      week,
      instant: instantOf(newest, week),
      observed: (before?.observed ?? 0) + Number(chunk.observed),
      proposed: Number(held?.proposed ?? 0),
      auto: Number(held?.auto ?? 0),
      effectMinor: Number(held?.effect ?? 0),
      unanswered: questions.reduce((sum, { count }) => sum + count, before?.unanswered ?? 0),
      measures: added(before?.measures ?? {}, JSON.parse(String(chunk.measures)) as BacktestWeek["measures"]),
    });
  }
  return [...weeks.values()];
}

/** As a run's chunks are: numbers add up, of anything else the last word stands. */
function added(before: BacktestWeek["measures"], next: BacktestWeek["measures"]): BacktestWeek["measures"] {
  const sum = { ...before };
  for (const [name, value] of Object.entries(next)) {
    const held = sum[name];
    sum[name] = typeof held === "number" && typeof value === "number" ? held + value : value;
  }
  return sum;
}
