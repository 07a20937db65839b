import { duration } from "../../../lib/format/time.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { Empty } from "../../../ui/empty.tsx";
import { useSay } from "../../../ui/notices.tsx";
import { Scroll } from "../../../ui/scroll.tsx";
import { Status } from "../../../ui/status.tsx";
import { type Connection, useTestConnection } from "../api.ts";
import { connectionStanding } from "../trouble.ts";

const evidence: Record<Connection["evidence"], string> = {
  documented: "built from the vendor’s documentation; never yet heard the real service",
  recorded: "tested against recorded replies of the real service",
  live: "tested against the real service",
};

/** The outside systems: what works, what fails, what is not configured and what it would take. */
export function ConnectionTable({ connections }: { connections: Connection[] }) {
  if (connections.length === 0) return <Empty title="No agent needs an outside system." />;
  return (
    <Scroll label="Connections">
      <table>
        <thead>
          <tr>
            <th>Connection</th>
            <th>State</th>
            <th className="wide-only">Used by</th>
            <th className="wide-only">Evidence</th>
            <th>
              <span className="sr-only">Test</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <ConnectionRow key={connection.id} connection={connection} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function ConnectionRow({ connection }: { connection: Connection }) {
  const test = useTestConnection();
  const refusal = useRefusal("operator");
  const say = useSay();
  const { tone, word } = connectionStanding(connection);
  const run = () =>
    test.mutate(connection.id, {
      onSuccess: ({ ok, detail, durationMs }) =>
        say(`${connection.id}: ${ok ? `answered in ${duration(durationMs)}` : detail}`, { lasting: !ok }),
      onError: (error) => say(`${connection.id}: ${error.message}`, { lasting: true }),
    });
  return (
    <tr>
      <td>
        <b>{connection.id}</b>
      </td>
      <td>
        <Status tone={tone}>{word}</Status>
        {word !== "works" && word !== "cut off by hand" && (
          <div className="faint">
            {connection.detail ??
              (connection.needs.length > 0 && (
                <>
                  Set <code>{connection.needs.join(", ")}</code>.
                </>
              ))}
          </div>
        )}
      </td>
      <td className="quiet wide-only">
        {connection.usedBy.map(({ agent, required }) => `${agent}${required ? "" : " (optional)"}`).join(", ")}
      </td>
      <td className="wide-only">
        <span title={evidence[connection.evidence]}>{connection.evidence}</span>
        {connection.whenUnreachable === "refuse" && (
          <div className="faint">makes no call while its breaker cannot be asked</div>
        )}
      </td>
      <td className="num">
        {connection.status !== "not-configured" && (
          <button
            type="button"
            className="btn plain"
            disabled={refusal !== null || test.isPending}
            title={refusal ?? undefined}
            onClick={run}
          >
            {test.isPending ? "Testing …" : "Test"}
            <span className="sr-only"> {connection.id}</span>
          </button>
        )}
      </td>
    </tr>
  );
}
