import { fraud } from "./fraud/part.ts";
import { platform } from "./platform/part.ts";
import type { SecurityKnowledge } from "./snapshot.ts";

/** What each part learned, as rows of the run's own batch. */
export function record(
  db: D1Database,
  knowledge: SecurityKnowledge,
  run: { runId: string; now: number },
): D1PreparedStatement[] {
  return [
    ...(knowledge.fraud === null ? [] : fraud.record(db, knowledge.fraud, run)),
    ...(knowledge.platform === null ? [] : platform.record(db, knowledge.platform, run)),
  ];
}
