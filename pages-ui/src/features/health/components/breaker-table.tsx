import { useState } from "react";
import { count } from "../../../lib/format/number.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { Actor } from "../../../ui/actor.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { useSay } from "../../../ui/notices.tsx";
import { Scroll } from "../../../ui/scroll.tsx";
import { Status } from "../../../ui/status.tsx";
import { Relative } from "../../../ui/times.tsx";
import { type Breaker, useBreakerWrite } from "../api.ts";
import { breakerWords, isOpen } from "../trouble.ts";
import { ForceDialog } from "./force-dialog.tsx";

/** One breaker a connection, shared by every agent that uses it. */
export function BreakerTable({ breakers }: { breakers: Breaker[] }) {
  if (breakers.length === 0)
    return <Empty title="No connection has been used yet.">A breaker exists from the first call on.</Empty>;
  return (
    <Scroll label="Breakers">
      <table>
        <thead>
          <tr>
            <th>Breaker</th>
            <th>State</th>
            <th className="num wide-only">Calls</th>
            <th className="num">Failed</th>
            <th className="num wide-only">Slow</th>
            <th className="num wide-only">Turned away</th>
            <th>
              <span className="sr-only">Force</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {breakers.map((breaker) => (
            <BreakerRow key={breaker.connection} breaker={breaker} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function BreakerRow({ breaker }: { breaker: Breaker }) {
  const [forcing, setForcing] = useState<"open" | "close" | null>(null);
  const reset = useBreakerWrite("breakers.reset");
  const refusal = useRefusal("operator");
  const say = useSay();
  const { tone, word } = breakerWords(breaker);
  const { connection, forced, until } = breaker;
  return (
    <tr>
      <td>
        <b>{connection}</b>
      </td>
      <td>
        <Status tone={tone}>{word}</Status>
        {until && !forced && (
          <span className="faint">
            {" "}
            · next try <Relative at={until} />
          </span>
        )}
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
        {breaker.error && <div className="text-bad">{breaker.error}</div>}
      </td>
      <td className="num wide-only">{count(breaker.calls)}</td>
      <td className="num">{count(breaker.failures)}</td>
      <td className="num wide-only">{count(breaker.slow)}</td>
      <td className="num wide-only">{count(breaker.rejected)}</td>
      <td className="num">
        {forced || breaker.state.toUpperCase() !== "CLOSED" ? (
          <button
            type="button"
            className="btn plain"
            disabled={refusal !== null || reset.isPending}
            title={refusal ?? "Closed, uncounted and not forced"}
            onClick={() => reset.mutate({ connection }, { onError: (error) => say(error.message, { lasting: true }) })}
          >
            Reset<span className="sr-only"> {connection}</span>
          </button>
        ) : (
          <button
            type="button"
            className="btn plain"
            disabled={refusal !== null}
            title={refusal ?? undefined}
            onClick={() => setForcing("open")}
          >
            Cut off …<span className="sr-only"> {connection}</span>
          </button>
        )}
        {isOpen(breaker.state) && !forced && (
          <>
            {" "}
            <button
              type="button"
              className="btn plain"
              disabled={refusal !== null}
              title={refusal ?? undefined}
              onClick={() => setForcing("close")}
            >
              Let through …<span className="sr-only"> {connection}</span>
            </button>
          </>
        )}
        {forcing && <ForceDialog connection={connection} to={forcing} onClose={() => setForcing(null)} />}
      </td>
    </tr>
  );
}
