import { type RiskWeights, readWeights, startingWeights } from "#core/risk/weights.ts";

/** The weights in force: for `query` of a run, or `first()` outside of one. */
export function currentWeightsStatement(db: D1Database): D1PreparedStatement {
  return db.prepare(
    "SELECT version, document FROM risk_weights WHERE retired_at IS NULL ORDER BY version DESC LIMIT 1",
  );
}

/** That statement's row as weights; the starting ones while no version was adopted. */
export function weightsOf(row: Record<string, unknown> | null | undefined): RiskWeights {
  if (!row) return startingWeights;
  const stored = JSON.parse(String(row.document)) as Omit<RiskWeights, "version">;
  return readWeights({ ...stored, version: Number(row.version) });
}
