import type { ActionRow, Json } from "../definition.ts";

/** Columns every step of the ledger needs; aliases are the wire names. */
export const actionColumns = `id, agent, kind, target, title, status, payload, before, after, currency, run_id, attempts, intent_at,
  decided_by, idempotency_key, claim_token, move_percent, money_minor, intent, figures, status_reason`;

export interface LedgerRow extends ActionRow {
  idempotencyKey: string | null;
  claimToken: string | null;
  movePercent: number | null;
  moneyMinor: number;
  intent: string;
  figures: string;
  statusReason: string | null;
}

export function toLedgerRow(row: Record<string, unknown>): LedgerRow {
  const json = (value: unknown): Json =>
    value === null || value === undefined ? null : (JSON.parse(String(value)) as Json);
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
  const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
  return {
    id: String(row.id),
    agent: String(row.agent),
    kind: String(row.kind),
    target: String(row.target),
    title: String(row.title),
    status: String(row.status),
    payload: json(row.payload),
    before: json(row.before),
    after: json(row.after),
    currency: String(row.currency),
    runId: String(row.run_id),
    attempts: Number(row.attempts),
    intentAt: number(row.intent_at),
    decidedBy: text(row.decided_by),
    idempotencyKey: text(row.idempotency_key),
    claimToken: text(row.claim_token),
    movePercent: number(row.move_percent),
    moneyMinor: Number(row.money_minor),
    intent: String(row.intent),
    figures: String(row.figures),
    statusReason: text(row.status_reason),
  };
}

/** Same value, whatever the order of an object's keys. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: Json | undefined): string {
  if (value === undefined) return "undefined";
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`).join(",")}}`;
}
