import type { Policy } from "#core/ledger/policy.ts";
import type { Spent } from "#core/ledger/replay-policy.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { type AgentEnv, variable } from "../agent-env.ts";
import type { Clock } from "../clock.ts";
import type { AnyAgent, Decided, Decision } from "../definition.ts";
import { toKitError } from "../errors.ts";
import { readPolicy } from "../ledger/policy-document.ts";
import { rejectionsOf, toRefused, withoutRejected } from "../ledger/record-decisions.ts";
import { logger } from "../log.ts";
import { environmentRedactor } from "../redact.ts";
import type { Report } from "../report.ts";
import { onePerTarget } from "../run/commit-run.ts";
import { defaultTimeoutMs } from "../run/execute-run.ts";
import { workbench } from "../work-context.ts";
import { commitChunk, type Row } from "./commit-chunk.ts";
import { effectsOf } from "./effects.ts";
import { instantOf } from "./instants.ts";
import { judgeChunk } from "./judge-chunk.ts";
import type { PastContext } from "./part.ts";
import { type Step, sendStep } from "./send-step.ts";

const mostAttempts = 3;
const retryMs = 5_000;

/**
 * One chunk of one week: what `observe` would have seen then, the production `decide` on it, the policy in force, all of it
 * committed together with the step before the next is sent. A message of another step is late or doubled and does nothing.
 */
export async function runStep(
  definition: AnyAgent,
  env: AgentEnv,
  time: Clock,
  ask: Step,
  report: Report,
): Promise<void> {
  const claimed = await claim(env.DB, ask, time.now());
  if (!claimed) return;
  const { row } = claimed;
  try {
    if (row.attempts > mostAttempts) throw new Error(row.reason ?? "One of its chunks never came to an end.");
    const next = await work(definition, env, time, claimed);
    if (next) await sendStep(env, definition.id, { id: row.id, step: row.step + 1 }, time.now());
  } catch (thrown) {
    const error = toKitError(thrown);
    report(thrown, { backtest: row.id });
    const over = row.attempts >= mostAttempts;
    await env.DB.prepare(
      `UPDATE backtests SET reason = ?3, updated_at = ?4, status = CASE WHEN ?5 THEN 'failed' ELSE status END,
         finished_at = CASE WHEN ?5 THEN ?4 END WHERE id = ?1 AND step = ?2 AND status = 'running'`,
    )
      .bind(row.id, row.step, `${error.code}: ${error.message}`, time.now(), over ? 1 : 0)
      .run();
    if (!over) await sendStep(env, definition.id, ask, time.now(), retryMs);
  }
}

interface Claimed {
  row: Row;
  /** What the week's earlier chunks decided, and what the policy had let through of it. */
  decided: number;
  spent: Map<string, Spent>;
}

async function claim(db: D1Database, { id, step }: Step, now: number): Promise<Claimed | null> {
  const [rows, kinds] = await db.batch<Record<string, unknown>>([
    db
      .prepare(
        `UPDATE backtests SET attempts = attempts + 1, updated_at = ?3 WHERE id = ?1 AND step = ?2 AND status = 'running' RETURNING *`,
      )
      .bind(id, step, now),
    db
      .prepare(
        `SELECT d.kind, count(*) AS decided, sum(d.fate = 'auto') AS actions, sum(abs(d.money_minor)) FILTER (WHERE d.fate = 'auto') AS money
         FROM backtest_decisions AS d JOIN backtests AS b ON b.id = d.backtest_id AND b.week = d.week WHERE b.id = ?1 GROUP BY d.kind`,
      )
      .bind(id),
  ]);
  const row = rows?.results[0];
  if (!row) return null;
  const held = kinds?.results ?? [];
  return {
    row: toRow(row),
    decided: held.reduce((sum, { decided }) => sum + Number(decided), 0),
    spent: new Map(
      held.map(({ kind, actions, money }) => [
        String(kind),
        { actions: Number(actions), moneyMinor: Number(money ?? 0) },
      ]),
    ),
  };
}

async function work(
  definition: AnyAgent,
  env: AgentEnv,
  time: Clock,
  { row, decided: before, spent }: Claimed,
): Promise<boolean> {
  const part = definition.backtest?.part;
  if (!part) throw new Error(`${definition.name} can no longer be tried on the past.`);
  const at = instantOf(row.newest, row.week);
  const timeoutMs = definition.timeoutMs ?? defaultTimeoutMs;
  const bench = workbench({
    env,
    agent: definition.id,
    needs: definition.needs,
    clock: time,
    log: logger({
      level: variable(env, "LOG_LEVEL"),
      ids: { agent: definition.id, backtest: row.id },
      redactor: environmentRedactor(env),
      now: () => time.now(),
    }),
    signal: AbortSignal.timeout(timeoutMs),
    deadlineAt: time.now() + timeoutMs,
  });
  const settings = definition.settings.parse(JSON.parse(row.settings)) as object;
  const context: PastContext<object, unknown> = {
    ...bench,
    clients: await definition.initialize(bench),
    settings,
    backtestId: row.id,
    week: row.week,
    at,
    day: shopCalendar(row.shopZone).dayOf(at),
    past: row.week > 0 || !row.live,
    shopZone: row.shopZone,
    importedAt: row.importedAt,
    chunk: row.chunk,
    place: row.place,
    query: async (statements) => (statements.length === 0 ? [] : env.DB.batch<Record<string, unknown>>(statements)),
  };
  const seen = await part.observe(context);
  const decided: Decided<unknown> =
    seen.snapshot === null ? { decisions: [], measures: {} } : definition.decide(seen.snapshot, settings, at);
  const decisions = await heard(env.DB, onePerTarget(decided.decisions), at);
  const effects = await effectsOf(part, context, decisions);
  const policy: Policy = readPolicy(row.policyVersion, row.policy);
  const carry = decided.knowledge === undefined ? undefined : part.carry?.(decided.knowledge);
  return commitChunk(env.DB, row, {
    seen,
    measures: decided.measures,
    decisions,
    effects,
    fates: judgeChunk(policy, decisions, spent),
    decided: before,
    carry: carry ?? null,
    at,
    now: time.now(),
  });
}

/** Without what a person had said no to by then. */
async function heard(db: D1Database, wishes: Decision[], at: number): Promise<Decision[]> {
  if (wishes.length === 0) return wishes;
  return withoutRejected(wishes, toRefused(await db.batch<Record<string, unknown>>(rejectionsOf(db, wishes, at))));
}

function toRow(row: Record<string, unknown>): Row {
  const text = (name: string) => (row[name] === null ? null : String(row[name]));
  return {
    id: String(row.id),
    newest: Number(row.newest),
    live: Number(row.live) === 1,
    weeks: Number(row.weeks),
    week: Number(row.week),
    chunk: Number(row.chunk),
    place: text("place"),
    step: Number(row.step),
    attempts: Number(row.attempts),
    reason: text("reason"),
    shopZone: String(row.shop_zone),
    importedAt: Number(row.imported_at),
    settings: String(row.settings),
    policy: String(row.policy),
    policyVersion: Number(row.policy_version),
  };
}
