import type { Part } from "../parts.ts";
import { decideFraud } from "./decide.ts";
import { observeFraud } from "./observe.ts";
import { recordFraud } from "./record.ts";
import type { FraudKnowledge, FraudSnapshot } from "./snapshot.ts";

export const fraud: Part<FraudSnapshot, FraudKnowledge> = {
  observe: observeFraud,
  decide: (snapshot, settings, now) => decideFraud(snapshot, settings.fraud, now),
  record: recordFraud,
};
