import type { BacktestDecision, BacktestSummary } from "#schemas/rpc/backtest.ts";
import { number, text } from "../cell.ts";

type Row = Record<string, unknown>;

export function summaryOf(row: Row): BacktestSummary {
  return {
    id: String(row.id),
    agent: String(row.agent),
    trigger: row.trigger as BacktestSummary["trigger"],
    askedBy: String(row.asked_by),
    status: row.status as BacktestSummary["status"],
    reason: text(row.reason),
    newest: Number(row.newest),
    weeks: Number(row.weeks),
    weeksDone: Number(row.week),
    policyVersion: Number(row.policy_version),
    at: Number(row.at),
    updatedAt: Number(row.updated_at),
    finishedAt: number(row.finished_at),
  };
}

export function decisionOf(row: Row): BacktestDecision {
  return {
    week: Number(row.week),
    instant: Number(row.instant),
    kind: String(row.kind),
    target: String(row.target),
    title: String(row.title),
    intent: String(row.intent),
    before: JSON.parse(String(row.before)),
    after: JSON.parse(String(row.after)),
    why: String(row.why),
    movePercent: number(row.move_percent),
    moneyMinor: Number(row.money_minor),
    currency: String(row.currency),
    confidence: Number(row.confidence),
    fate: row.fate as BacktestDecision["fate"],
    verdict: String(row.verdict),
    effectMinor: Number(row.effect_minor),
    lowMinor: number(row.low_minor),
    highMinor: number(row.high_minor),
    effectFrom: row.effect_from as BacktestDecision["effectFrom"],
  };
}
