import type { Decided, Observation, RunContext } from "#agent-kit/definition.ts";
import type { SecuritySettings } from "./settings.ts";

export type SecurityContext = RunContext<SecuritySettings, unknown>;

/**
 * One concern of the agent with its own look, thought and rows. A part that answers `more` is asked again in the run's next
 * chunk; one that does not is asked in the first only. Cursors and measures carry the part's name as a prefix.
 */
export interface Part<Snapshot, Knowledge> {
  observe(context: SecurityContext): Promise<Observation<Snapshot>>;
  decide(snapshot: Snapshot, settings: SecuritySettings, now: number): Decided<Knowledge>;
  record(db: D1Database, knowledge: Knowledge, run: { runId: string; now: number }): D1PreparedStatement[];
}
