import { isRecord } from "../../ledger/values.ts";
import { amount, parseAmount } from "../../lib/format/money.ts";
import type { Action } from "./api.ts";

/** The one figure of a payload that a person may change, as text to edit and back. */
export interface Editable {
  key: string;
  text: string;
  /** The payload with the typed value, or null when it is none. */
  withText(text: string): Record<string, unknown> | null;
}

/** Null for kinds whose payload holds no single obvious figure. */
export function editableOf({ payload, currency }: Pick<Action, "payload" | "currency">): Editable | null {
  if (!isRecord(payload)) return null;
  const keys = Object.keys(payload);
  const key = keys.find((name) => /^price(Minor)?$/.test(name)) ?? keys.find((name) => /^(quantity|delta)$/.test(name));
  if (key === undefined) return null;
  const value = payload[key];
  const put = (next: unknown) => (next === null ? null : { ...payload, [key]: next });
  if (typeof value === "number" && key.endsWith("Minor"))
    return {
      key,
      text: amount(value, currency).replaceAll(",", ""),
      withText: (text) => put(parseAmount(text, currency)),
    };
  if (typeof value === "number")
    return { key, text: String(value), withText: (text) => put(/^-?\d+$/.test(text.trim()) ? Number(text) : null) };
  if (typeof value === "string")
    return {
      key,
      text: value,
      withText: (text) => {
        const minor = parseAmount(text, currency);
        return put(minor === null ? null : amount(minor, currency).replaceAll(",", ""));
      },
    };
  return null;
}

export interface Edit {
  action: string;
  payload: Record<string, unknown>;
}

/** The rows whose typed value differs, with their new payloads; null when there is none or one is no value. */
export function editsOf(rows: readonly Action[], texts: ReadonlyMap<string, string>): Edit[] | null {
  const edits: Edit[] = [];
  for (const row of rows) {
    const text = texts.get(row.id);
    const editable = editableOf(row);
    if (text === undefined || !editable || text === editable.text) continue;
    const payload = editable.withText(text);
    if (payload === null) return null;
    edits.push({ action: row.id, payload });
  }
  return edits.length > 0 ? edits : null;
}
