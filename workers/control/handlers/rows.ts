import type { ActionDetailShape, ActionShape } from "#schemas/api/actions.ts";
import { actionDetail, reason } from "#schemas/api/actions.ts";
import type { RunShape } from "#schemas/api/runs.ts";
import { run } from "#schemas/api/runs.ts";
import type { RowOf } from "#schemas/db/tables.ts";

/** A JSON column. Null stays null; a broken one is shown as null rather than hiding the whole row. */
export function json(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    // The row is still worth showing; what wrote it has a test of its own.
    return null;
  }
}

export function jsonObject(text: string | null): Record<string, unknown> {
  const value = json(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function jsonList(text: string | null): unknown[] {
  const value = json(text);
  return Array.isArray(value) ? value : [];
}

type ActionRow = RowOf<"actions">;

export function actionOf(row: ActionRow): ActionShape {
  const {
    intent: _i,
    basis: _b,
    batchId: _g,
    idempotencyKey: _k,
    intentAt: _t,
    claimUntil: _c,
    result: _r,
    harm: _h,
    harmAt: _a,
    measured: _m,
    ...shown
  } = actionDetailOf(row);
  return shown;
}

export function actionDetailOf(row: ActionRow): ActionDetailShape {
  return actionDetail.parse({
    ...row,
    payload: json(row.payload),
    before: json(row.before),
    after: json(row.after),
    reasons: jsonList(row.reasons).filter((item) => reason.safeParse(item).success),
    // A figure that was no number when it was written (NaN) is null in JSON: it must not hide the whole list.
    figures: only("number", jsonObject(row.figures)),
    provenance: only("string", jsonObject(row.provenance)),
    verdict: jsonObject(row.verdict),
    result: json(row.result),
    measured: json(row.measured),
    edited: row.edited !== 0,
  });
}

function only(type: "number" | "string", values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === type));
}

export function runOf(row: RowOf<"runs">): RunShape {
  return run.parse(row);
}
