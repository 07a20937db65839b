import type { Decided } from "#agent-kit/definition.ts";
import { fraud } from "./fraud/part.ts";
import { platform } from "./platform/part.ts";
import type { SecuritySettings } from "./settings.ts";
import type { SecurityKnowledge, SecuritySnapshot } from "./snapshot.ts";

/** Each part's thoughts together. */
export function decide(
  snapshot: SecuritySnapshot,
  settings: SecuritySettings,
  now: number,
): Decided<SecurityKnowledge> {
  const frauds = snapshot.fraud && fraud.decide(snapshot.fraud, settings, now);
  const looked = snapshot.platform ? platform.decide(snapshot.platform, settings, now) : null;
  const decided = [frauds, looked].filter((each) => each !== null);
  return {
    decisions: decided.flatMap(({ decisions }) => decisions),
    measures: Object.assign({}, ...decided.map(({ measures }) => measures)),
    notices: decided.flatMap(({ notices }) => notices ?? []),
    knowledge: { fraud: frauds?.knowledge ?? null, platform: looked?.knowledge ?? null },
  };
}
