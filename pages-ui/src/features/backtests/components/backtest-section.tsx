import { useRefusal } from "../../../lib/session/session-context.ts";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { useSay } from "../../../ui/notices.tsx";
import { Relative } from "../../../ui/times.tsx";
import { type Backtest, type BacktestSummary, useBacktest, useBacktests, useStartBacktest } from "../api.ts";
import { outcomeOf } from "../backtest-words.ts";
import { BacktestResult } from "./backtest-result.tsx";

/** The agent tried on the shop's past: the button, how far it is, what it found. */
export function BacktestSection({ agent }: { agent: string }) {
  const query = useBacktests(agent);
  return (
    <section aria-live="polite">
      <h2>On the shop’s past</h2>
      <Loaded query={query} rows={3}>
        {({ items: [newest] }) => (
          <div className="past">
            {newest === undefined ? (
              <Empty title="Not tried yet.">
                <p>
                  Week by week it looks at what was known then and says what it would have done. Nothing is changed.
                </p>
              </Empty>
            ) : newest.status === "running" ? (
              <Running backtest={newest} />
            ) : (
              <Told id={newest.id} />
            )}
            <TryButton agent={agent} running={newest?.status === "running"} />
          </div>
        )}
      </Loaded>
    </section>
  );
}

function Running({ backtest: { weeks, weeksDone } }: { backtest: BacktestSummary }) {
  return (
    <>
      <p>
        Looking at week {Math.min(weeksDone + 1, weeks)} of {weeks}.
      </p>
      <progress max={weeks} value={weeksDone} aria-label="Weeks looked at" />
    </>
  );
}

function Told({ id }: { id: string }) {
  const query = useBacktest(id);
  return (
    <Loaded query={query} rows={3}>
      {(backtest) => (
        <>
          <p>
            {outcomeOf(backtest)} <Asked backtest={backtest} />
          </p>
          <BacktestResult backtest={backtest} />
        </>
      )}
    </Loaded>
  );
}

function Asked({ backtest: { at, trigger, policyVersion } }: { backtest: Backtest }) {
  return (
    <span className="quiet">
      Tried <Relative at={at} />
      {trigger === "import" && " by itself, after the first import"}, under policy {policyVersion}.
    </span>
  );
}

function TryButton({ agent, running }: { agent: string; running: boolean }) {
  const start = useStartBacktest(agent);
  const refusal = useRefusal("operator");
  const say = useSay();
  const blocked = refusal ?? (running ? "It is being tried." : null);
  return (
    <p>
      <button
        type="button"
        className="btn"
        disabled={blocked !== null || start.isPending}
        title={blocked ?? undefined}
        onClick={() => start.mutate(undefined, { onError: (error) => say(error.message, { lasting: true }) })}
      >
        {running ? "Trying …" : "Try it on the past"}
      </button>
    </p>
  );
}
