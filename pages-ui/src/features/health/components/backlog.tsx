import { type statusNames, statusWords } from "../../../ledger/status-words.ts";
import { count, sentence } from "../../../lib/format/number.ts";
import { ago, duration } from "../../../lib/format/time.ts";
import { Relative } from "../../../ui/times.tsx";
import type { Snapshot } from "../api.ts";

const waiting = [
  "proposed",
  "approved",
  "scheduled",
  "applying",
  "unknown",
  "reverting",
] as const satisfies typeof statusNames;

/** What the watchdog counted in its last minute. */
export function Backlog({ snapshot, ageMs }: { snapshot: Snapshot; ageMs: number | null }) {
  const total = (status: string) =>
    Object.values(snapshot.actions).reduce((sum, byStatus) => sum + (byStatus[status] ?? 0), 0);
  const oldest = snapshot.deliveries.oldestAcceptedAt;
  return (
    <section>
      <h2>Under way</h2>
      <dl className="facts">
        {waiting.map((status) => (
          <Row key={status} label={sentence(statusWords(status).word)} value={count(total(status))} />
        ))}
        <dt>Webhooks waiting</dt>
        <dd>
          {count(snapshot.deliveries.byStatus.accepted ?? 0)}
          {oldest && (
            <span className="faint">
              {" "}
              · oldest <Relative at={oldest} />
            </span>
          )}
        </dd>
        <dt>Given up</dt>
        <dd className={snapshot.deadLetters.open > 0 ? "text-bad" : undefined}>
          {count(snapshot.deadLetters.open)} <span className="faint">of {count(snapshot.deadLetters.total)} ever</span>
        </dd>
        <dt>Audit</dt>
        <dd>
          {count(snapshot.audit.sealed)} sealed
          {snapshot.audit.unsealed > 0 && <span className="faint"> · {count(snapshot.audit.unsealed)} to seal</span>}
        </dd>
        <dt>Watchdog</dt>
        <dd className={ageMs !== null && ageMs > 180_000 ? "text-bad" : undefined}>
          {ageMs === null ? "never" : ago(0, ageMs)}
          <span className="faint"> · took {duration(snapshot.durationMs)}</span>
        </dd>
      </dl>
    </section>
  );
}

function Row({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}
