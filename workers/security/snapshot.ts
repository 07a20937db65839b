import type { FraudKnowledge, FraudSnapshot } from "./fraud/snapshot.ts";

/** What each part saw in one chunk; null where a part was not asked. */
export interface SecuritySnapshot {
  fraud: FraudSnapshot | null;
}

export interface SecurityKnowledge {
  fraud: FraudKnowledge | null;
}
