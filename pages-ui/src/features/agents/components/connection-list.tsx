import { connectionName } from "../../../ledger/connection-names.ts";
import { Status, type Tone } from "../../../ui/status.tsx";
import { breakerWords } from "../../health/trouble.ts";
import type { AgentHealth } from "../api.ts";

type Connection = AgentHealth["connections"][number];

export function ConnectionList({ health }: { health: AgentHealth }) {
  if (health.connections.length === 0) return null;
  return (
    <section>
      <h2>Connections it uses</h2>
      <ul className="briefs">
        {health.connections.map((connection) => (
          <li key={connection.id}>
            <Status tone={toneOf(connection)}>{connectionName(connection.id)}</Status>
            <span className="quiet">{connection.required ? "required" : "optional"}</span>
            <small>
              {connection.detail ??
                (connection.configured
                  ? breakerWords({ state: connection.state, forced: null, error: null }).word
                  : "not configured")}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function toneOf({ configured, required, state }: Connection): Tone {
  if (!configured) return required ? "bad" : "hollow";
  return /closed/i.test(state) ? "good" : "warn";
}
