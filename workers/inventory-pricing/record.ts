import { inParts } from "#agent-kit/ledger/json-parts.ts";
import type { Outlook } from "./decide.ts";

/** The newest outlook of each variant: what the dashboard shows and the run's last chunk orders from. */
export function record(
  db: D1Database,
  outlooks: Outlook[],
  run: { runId: string; now: number },
): D1PreparedStatement[] {
  return inParts(outlooks.map((outlook) => ({ id: outlook.variantId, document: outlook }))).map((json) =>
    db
      .prepare(
        `INSERT INTO forecasts (variant_id, run_id, at, document)
         SELECT o.value->>'id', ?2, ?3, o.value->'document' FROM json_each(?1) AS o WHERE true
         ON CONFLICT (variant_id) DO UPDATE SET run_id = excluded.run_id, at = excluded.at, document = excluded.document`,
      )
      .bind(json, run.runId, run.now),
  );
}
