import { type KindPolicy, startingPolicy } from "#core/ledger/policy.ts";
import { replayPolicy } from "#core/ledger/replay-policy.ts";
import type { BacktestDecision, EffectSum } from "#schemas/rpc/backtest.ts";
import { decisionOf } from "./rows.ts";

export interface WouldHaveDone {
  /** The newest finished backtest of the kind's agent; its weeks. */
  backtestId: string;
  weeks: number;
  proposed: number;
  /** Would have gone through under these limits, and what that would have brought. */
  through: number;
  effect: EffectSum;
  /** Of what would have gone through, by the low end of its interval. */
  worst: BacktestDecision | null;
}

/** What one kind would have done on the shop's past under limits that are only thought of; null before any backtest ended. */
export async function whatItWouldHaveDone(
  db: D1Database,
  ask: { agent: string; kind: string; limits: KindPolicy },
): Promise<WouldHaveDone | null> {
  const last = await db
    .prepare(
      "SELECT id, weeks FROM backtests WHERE agent = ?1 AND status = 'finished' ORDER BY at DESC, id DESC LIMIT 1",
    )
    .bind(ask.agent)
    .first<{ id: string; weeks: number }>();
  if (!last) return null;
  const { results } = await db
    .prepare("SELECT * FROM backtest_decisions WHERE backtest_id = ?1 AND kind = ?2 ORDER BY week DESC, nth")
    .bind(last.id, ask.kind)
    .all<Record<string, unknown>>();
  const decisions = results.map(decisionOf);
  const fates = replayPolicy(
    decisions.map((decision) => ({ ...decision, id: idOf(decision), proposedAt: decision.instant })),
    { ...startingPolicy, kinds: { [ask.kind]: ask.limits } },
    String,
  );
  const through = decisions.filter((decision) => fates.get(idOf(decision)) === "auto");
  const [worst = null] = through.toSorted((a, b) => low(a) - low(b) || a.effectMinor - b.effectMinor);
  return {
    backtestId: last.id,
    weeks: last.weeks,
    proposed: decisions.length,
    through: through.length,
    effect: sumOf(through),
    worst,
  };
}

export function sumOf(decisions: readonly BacktestDecision[]): EffectSum {
  return {
    minor: decisions.reduce((sum, { effectMinor }) => sum + effectMinor, 0),
    lowMinor: decisions.reduce((sum, each) => sum + low(each), 0),
    highMinor: decisions.reduce((sum, { highMinor, effectMinor }) => sum + (highMinor ?? effectMinor), 0),
    withoutRange: decisions.filter(({ lowMinor }) => lowMinor === null).length,
  };
}

const idOf = ({ week, target }: BacktestDecision) => `${week} ${target}`;
const low = ({ lowMinor, effectMinor }: BacktestDecision) => lowMinor ?? effectMinor;
