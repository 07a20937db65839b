import { Link } from "wouter";
import { statusNames, statusWords } from "../../ledger/status-words.ts";
import { figureText, labelOf, valueText } from "../../ledger/values.ts";
import { count, plural, sentence } from "../../lib/format/number.ts";
import { duration } from "../../lib/format/time.ts";
import { useRefusal } from "../../lib/session/session-context.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { useSay } from "../../ui/notices.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Status } from "../../ui/status.tsx";
import { When } from "../../ui/times.tsx";
import { startWords } from "../agents/start-words.ts";
import { outcomeWords } from "../agents/tick-words.ts";
import { useAgentName } from "../agents/use-agent-name.ts";
import { useShop } from "../shop/api.ts";
import { type RunDetail, useRun, useRunWrite } from "./api.ts";
import { RunActions } from "./components/run-actions.tsx";
import { RunLog } from "./components/run-log.tsx";

export function RunPage({ id }: { id: string }) {
  const query = useRun(id);
  const nameOf = useAgentName();
  const run = query.data;
  const name = run ? nameOf(run.agent) : "Run";
  return (
    <>
      <PageHead
        tab={`${name} run`}
        back={{ href: "/runs", name: "Runs" }}
        title={run ? headline(run, name) : "Run"}
        sub={run?.reason ?? undefined}
      >
        {run && <RunButtons run={run} />}
      </PageHead>
      <Loaded query={query} rows={8}>
        {(found) => (
          <div className="two wide-table">
            <div className="stack">
              <section>
                <h2>What it measured</h2>
                <Measures measures={found.measures} />
              </section>
              <RunActions run={found} />
              <section>
                <h2>What it wrote down</h2>
                <RunLog run={id} />
              </section>
            </div>
            <aside>
              <Facts run={found} name={name} />
            </aside>
          </div>
        )}
      </Loaded>
    </>
  );
}

function headline(run: RunDetail, name: string): string {
  if (run.outcome === null) return `${name} is running.`;
  const looked = `looked at ${count(run.observed)} things`;
  if (run.outcome !== "succeeded") return `${name} ${looked} and ${outcomeWords(run.outcome).word}.`;
  const made = run.proposed === 0 ? "left everything as it is" : `made ${plural(run.proposed, "proposal")}`;
  return `${name} ${looked} and ${made}.`;
}

function RunButtons({ run }: { run: RunDetail }) {
  const cancel = useRunWrite("runs.cancel");
  const replay = useRunWrite("runs.replay");
  const refusal = useRefusal("operator");
  const say = useSay();
  const onError = (error: Error) => say(error.message, { lasting: true });
  if (run.outcome === null)
    return (
      <button
        type="button"
        className="btn"
        disabled={refusal !== null || cancel.isPending}
        title={refusal ?? undefined}
        onClick={() =>
          cancel.mutate(run.id, { onError, onSuccess: () => say("It ends at its next chunk, call or batch.") })
        }
      >
        Cancel run
      </button>
    );
  return (
    <button
      type="button"
      className="btn"
      disabled={refusal !== null || replay.isPending}
      title={refusal ?? "Run the agent again as an answer to this run"}
      onClick={() =>
        replay.mutate(run.id, {
          onError,
          onSuccess: () => say("Asked for a replay.", { link: { href: `/agents/${run.agent}`, name: "See ticks" } }),
        })
      }
    >
      Replay
    </button>
  );
}

function Measures({ measures }: { measures: RunDetail["measures"] }) {
  const currency = useShop().data?.shop?.currency ?? "GBP";
  const entries = Object.entries(measures);
  if (entries.length === 0) return <p className="faint">This run measured nothing.</p>;
  return (
    <dl className="figures">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{labelOf(name)}</dt>
          <dd>
            {typeof value === "number" ? figureText(name, value, currency) : (valueText(value, currency, name) ?? "–")}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Facts({ run, name }: { run: RunDetail; name: string }) {
  const { tone, word } = outcomeWords(run.outcome);
  return (
    <section>
      <h2>Facts</h2>
      <dl className="facts">
        <dt>Outcome</dt>
        <dd>
          <Status tone={tone}>{word}</Status>
        </dd>
        <dt>Agent</dt>
        <dd>
          <Link href={`/agents/${run.agent}`} className="link">
            {name}
          </Link>
          , {run.mode}
        </dd>
        <dt>Started by</dt>
        <dd>{startWords(run.trigger)}</dd>
        <dt>Started</dt>
        <dd>
          <When at={run.startedAt} />
        </dd>
        {run.finishedAt && (
          <>
            <dt>Took</dt>
            <dd>{duration(run.finishedAt - run.startedAt)}</dd>
          </>
        )}
        {run.chunk > 0 && (
          <>
            <dt title="Large shops are worked through in parts">Parts</dt>
            <dd>{run.chunk + 1}</dd>
          </>
        )}
        {statusNames.map((status) =>
          run.actions[status] ? (
            <RunCount key={status} label={sentence(statusWords(status).word)} value={run.actions[status]} />
          ) : null,
        )}
        {run.replayOf && (
          <>
            <dt>Replay of</dt>
            <dd>
              <Link href={`/runs/${run.replayOf}`} className="link">
                an earlier run
              </Link>
            </dd>
          </>
        )}
        <dt>Run</dt>
        <dd>
          <code>{run.id}</code>
        </dd>
        {run.traceId && (
          <>
            <dt>Trace</dt>
            <dd>
              <code>{run.traceId}</code>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function RunCount({ label, value }: { label: string; value: number }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{count(value)}</dd>
    </>
  );
}
