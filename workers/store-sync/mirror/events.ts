import { causedBy, type OwnAction } from "./caused-by.ts";
import type { Change } from "./changes.ts";
import { jsonChunks } from "./json-chunks.ts";

/** An entry of the event log about to be written. */
export interface LoggedEvent {
  topic: string;
  subject: string;
  /** JSON under 1 KB. */
  projection: string;
  causedBy: string | null;
  occurredAt: number;
}

const longestProjection = 1_000;

export function logged(change: Change, actions: readonly OwnAction[]): LoggedEvent {
  const { topic, subject, occurredAt } = change;
  return {
    topic,
    subject,
    projection: bounded(change.projection),
    causedBy: causedBy(change.facts, actions),
    occurredAt,
  };
}

export function writeEvents(db: D1Database, events: readonly LoggedEvent[], recordedAt: number): D1PreparedStatement[] {
  return jsonChunks(events, (event) => [
    event.topic,
    event.subject,
    event.projection,
    event.causedBy,
    event.occurredAt,
  ]).map((json) =>
    db
      .prepare(
        `INSERT INTO events (topic, subject, projection, caused_by, occurred_at, recorded_at)
         SELECT value->>0, value->>1, value->>2, value->>3, value->>4, ?2 FROM json_each(?1)`,
      )
      .bind(json, recordedAt),
  );
}

/** Drops whole fields from the end until the rest fits: a log entry points at the mirror, it does not replace it. */
function bounded(projection: Record<string, unknown>): string {
  const entries = Object.entries(projection);
  for (let kept = entries.length; kept > 0; kept -= 1) {
    const text = JSON.stringify(Object.fromEntries(entries.slice(0, kept)));
    if (new TextEncoder().encode(text).byteLength <= longestProjection) return text;
  }
  return "{}";
}
