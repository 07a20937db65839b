import { Fragment } from "react";
import { connectionName } from "../../../ledger/connection-names.ts";
import { count } from "../../../lib/format/number.ts";
import { duration } from "../../../lib/format/time.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { Actor } from "../../../ui/actor.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { useSay } from "../../../ui/notices.tsx";
import { Scroll } from "../../../ui/scroll.tsx";
import { Status } from "../../../ui/status.tsx";
import { Relative } from "../../../ui/times.tsx";
import { useAgentName } from "../../agents/use-agent-name.ts";
import { type Breaker, type Connection, useTestConnection } from "../api.ts";
import { callsStanding } from "../trouble.ts";
import { BreakerButtons } from "./breaker-buttons.tsx";

const evidence: Record<NonNullable<Connection["evidence"]>, string> = {
  documented: "built from the vendor’s documentation; never yet heard the real service",
  recorded: "tested against recorded replies of the real service",
  live: "tested against the real service",
};

interface ConnectionTableProps {
  connections: Connection[];
  /** Undefined while they are being read. */
  breakers: Breaker[] | undefined;
}

/** The outside systems: what works, what fails, what is cut off, what is not configured and what it would take. */
export function ConnectionTable({ connections, breakers }: ConnectionTableProps) {
  if (connections.length === 0) return <Empty title="No agent needs an outside system." />;
  return (
    <Scroll label="Connections">
      <table>
        <thead>
          <tr>
            <th>Connection</th>
            <th>State</th>
            <th className="num wide-only">Calls</th>
            <th className="wide-only">Used by</th>
            <th className="wide-only">Evidence</th>
            <th>
              <span className="sr-only">Test, cut off</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <ConnectionRow
              key={connection.id}
              connection={connection}
              breaker={breakers?.find((each) => each.connection === connection.id)}
            />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function ConnectionRow({ connection, breaker }: { connection: Connection; breaker: Breaker | undefined }) {
  const nameOf = useAgentName();
  const { tone, word } = callsStanding(connection, breaker);
  return (
    <tr>
      <td>
        <b title={connection.id}>{connectionName(connection.id)}</b>
      </td>
      <td>
        <Status tone={tone}>{word}</Status>
        <Details connection={connection} breaker={breaker} />
      </td>
      <td className="num wide-only">
        {breaker && breaker.calls > 0 && count(breaker.calls)}
        {breaker && breaker.failures > 0 && <div className="faint">{count(breaker.failures)} failed</div>}
      </td>
      <td className="quiet wide-only">
        {connection.usedBy.map(({ agent, required }) => `${nameOf(agent)}${required ? "" : " (optional)"}`).join(", ")}
      </td>
      <td className="wide-only">
        {connection.evidence === null ? (
          <span className="faint">not known</span>
        ) : (
          <span title={evidence[connection.evidence]}>{connection.evidence}</span>
        )}
        {connection.evidenceFrom && (
          <div className="faint">
            {connection.evidenceFrom.source}, {connection.evidenceFrom.date}
          </div>
        )}
        {connection.untestableBecause !== null && connection.status !== "not-configured" && (
          <div className="faint">{connection.untestableBecause}</div>
        )}
        {connection.whenUnreachable === "refuse" && (
          <div className="faint">makes no call while its breaker cannot be asked</div>
        )}
      </td>
      <td className="num">
        <span className="acts">
          {connection.testable && connection.status !== "not-configured" && <TestButton id={connection.id} />}
          {breaker && connection.status !== "not-configured" && <BreakerButtons breaker={breaker} />}
        </span>
      </td>
    </tr>
  );
}

/** What it takes to configure it; who forced it, why and until when; when it is tried again. */
function Details({ connection: { status, detail, needs }, breaker }: Parameters<typeof ConnectionRow>[0]) {
  if (status === "not-configured")
    return (
      <div className="faint">
        {needs.length > 0 ? (
          <>
            Set <Variables names={needs} />.
          </>
        ) : (
          detail
        )}
      </div>
    );
  const { forced, until, error, rejected = 0 } = breaker ?? {};
  return (
    <>
      {forced && (
        <div className="faint">
          {forced.why} (<Actor id={forced.by} />
          {forced.until && (
            <>
              , ends <Relative at={forced.until} />
            </>
          )}
          )
        </div>
      )}
      {until && !forced && (
        <div className="faint">
          next try <Relative at={until} />
        </div>
      )}
      {rejected > 0 && <div className="faint">{count(rejected)} calls turned away</div>}
      {error && <div className="text-bad">{error}</div>}
    </>
  );
}

/** Long names break between their words, not inside one. */
function Variables({ names }: { names: readonly string[] }) {
  return names.map((name, at) => (
    <Fragment key={name}>
      {at > 0 && ", "}
      {name.split("_").map((part, index) => (
        <Fragment key={part}>
          {index > 0 && (
            <>
              _<wbr />
            </>
          )}
          {part}
        </Fragment>
      ))}
    </Fragment>
  ));
}

function TestButton({ id }: { id: string }) {
  const test = useTestConnection();
  const refusal = useRefusal("operator");
  const say = useSay();
  const name = connectionName(id);
  const run = () =>
    test.mutate(id, {
      onSuccess: ({ ok, detail, durationMs }) =>
        say(`${name}: ${ok ? `answered in ${duration(durationMs)}.` : detail}`, { lasting: !ok }),
      onError: (error) => say(`${name}: ${error.message}`, { lasting: true }),
    });
  return (
    <button
      type="button"
      className="btn plain"
      disabled={refusal !== null || test.isPending}
      title={refusal ?? "Makes one real, harmless call"}
      onClick={run}
    >
      {test.isPending ? "Testing …" : "Test"}
      <span className="sr-only"> {name}</span>
    </button>
  );
}
