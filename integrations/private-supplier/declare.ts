import { ABILITIES, type SupplierDeclaration } from "#integrations/supplier/port.ts";
import type { PrivateSupplier } from "./account.ts";
import type { ReadConfig } from "./config.ts";

/** It can what the operator set; the evidence is the operator's word, whatever that rests on. */
export function declare({ id, name, configVariable }: PrivateSupplier, read: ReadConfig): SupplierDeclaration {
  const unset = read.ok ? `${configVariable} does not say how` : `${configVariable} cannot be used: ${read.why}`;
  const able = read.ok ? read.config : null;
  return {
    id,
    name,
    evidence: {
      level: "documented",
      source: `${configVariable}: ${able?.knownFrom ?? "unusable"}`,
      date: "2026-11-22",
    },
    catalogue: able?.search?.byTerms === false ? "list" : "search",
    cannot: Object.fromEntries(
      // One that cannot be used at all keeps its search, which says so.
      ABILITIES.filter((ability) => ability === "details" || (read.ok ? !able?.[ability] : ability !== "search")).map(
        (ability) => [ability, ability === "details" ? "what it finds is all it is asked for" : unset],
      ),
    ),
  };
}
