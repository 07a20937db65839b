import { labelOf } from "../../../ledger/values.ts";
import { sentence } from "../../../lib/format/number.ts";
import type { Field } from "./json-schema.ts";

/** A share is written from 0 to 1 in settings, and read as percent by people. */
export function isShare(field: Field): boolean {
  return field.type === "number" && !field.whole && field.most !== null && field.most <= 1;
}

/** A setting's label with its unit apart; names end in their unit. @example labelAndUnit("coolDownHours", …) // ["Cool down", "hours"] */
export function labelAndUnit(name: string, field: Field, currency: string): [label: string, unit: string | null] {
  const label = sentence(labelOf(name));
  if (field.type !== "number") return [label.replace(/^Sla\b/, "SLA"), null];
  if (name.endsWith("Minor")) return [label, currency];
  if (isShare(field)) return [label, "%"];
  const [, short = "", unit = ""] = /^(.+) (days|hours|minutes)$/.exec(label) ?? [];
  return short ? [short, unit] : [label, null];
}

/** @example shareAsPercent(0.015) // "1.5" */
export function shareAsPercent(share: number): string {
  return String(Number((share * 100).toFixed(4)));
}

/** @example percentAsShare("1.5") // 0.015 */
export function percentAsShare(text: string): number {
  return Number((Number(text) / 100).toFixed(6));
}
