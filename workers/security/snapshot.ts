import type { FraudKnowledge, FraudSnapshot } from "./fraud/snapshot.ts";
import type { PlatformKnowledge, PlatformSnapshot } from "./platform/snapshot.ts";

/** What each part saw in one chunk; null where a part was not asked. */
export interface SecuritySnapshot {
  fraud: FraudSnapshot | null;
  platform: PlatformSnapshot | null;
}

export interface SecurityKnowledge {
  fraud: FraudKnowledge | null;
  platform: PlatformKnowledge | null;
}
