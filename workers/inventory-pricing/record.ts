import { inParts } from "#agent-kit/ledger/json-parts.ts";
import type { Learned } from "./decide.ts";

/** The newest outlook of each variant: what the dashboard shows and the run's last chunk orders from; and what a night learned. */
export function record(
  db: D1Database,
  { outlooks, night, fixedPrices }: Learned,
  run: { runId: string; now: number },
): D1PreparedStatement[] {
  const rows = outlooks.map(({ accuracy, ...outlook }) => ({
    id: outlook.variantId,
    document: outlook,
    ...(accuracy !== undefined && { accuracy }),
  }));
  return [
    ...inParts(rows).map((json) =>
      db
        .prepare(
          `INSERT INTO forecasts (variant_id, run_id, at, document, accuracy)
           SELECT o.value->>'id', ?2, ?3, o.value->'document', nullif(o.value->'accuracy', 'null') FROM json_each(?1) AS o WHERE true
           ON CONFLICT (variant_id) DO UPDATE SET run_id = excluded.run_id, at = excluded.at, document = excluded.document,
             accuracy = coalesce(excluded.accuracy, forecasts.accuracy)`,
        )
        .bind(json, run.runId, run.now),
    ),
    ...(night
      ? [
          db
            .prepare(
              `INSERT INTO forecast_accuracy (day, run_id, at, document) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (day) DO UPDATE SET run_id = excluded.run_id, at = excluded.at, document = excluded.document`,
            )
            .bind(night.night, run.runId, run.now, JSON.stringify(night)),
        ]
      : []),
    ...(fixedPrices
      ? [
          db.prepare("DELETE FROM fixed_prices"),
          ...inParts(fixedPrices).map((json) =>
            db
              .prepare(
                `INSERT INTO fixed_prices (list_id, variant_id, list_name, currency, price_minor, read_at)
                 SELECT f.value->>'listId', f.value->>'variantId', f.value->>'listName', f.value->>'currency', f.value->>'priceMinor', ?2
                 FROM json_each(?1) AS f WHERE true ON CONFLICT (list_id, variant_id) DO NOTHING`,
              )
              .bind(json, run.now),
          ),
        ]
      : []),
  ];
}
