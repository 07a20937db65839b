import { count, inWords, plural, sentence } from "../../lib/format/number.ts";
import { useHeldList } from "../../lib/use-held-list.ts";
import { useSearchFilter } from "../../lib/use-search-filter.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { MoreButton } from "../../ui/more-button.tsx";
import { NewRowsPill } from "../../ui/new-rows-pill.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { useAgents } from "../agents/api.ts";
import { shortName } from "../agents/standing.ts";
import { outcomeNames, outcomeWords } from "../agents/tick-words.ts";
import { type Run, useRuns } from "./api.ts";
import { RunTable } from "./components/run-table.tsx";

export function RunsPage() {
  const [filter, setFilter] = useSearchFilter();
  const agent = filter.get("agent") || undefined;
  const outcome = outcomeNames.find((name) => name === filter.get("outcome"));
  const query = useRuns({ agent, outcome });
  const agents = useAgents().data?.items ?? [];
  const runs = query.data?.pages.flatMap((page) => page.items);
  const { shown, fresh, letIn } = useHeldList(`${agent} ${outcome}`, runs, (run: Run) => run.id);
  return (
    <>
      <PageHead
        tab="Runs"
        title={runs ? headline(runs, query.hasNextPage) : "Runs"}
        sub="What each run looked at, decided and wrote down. Ticks that became no run are on the agent’s page, with the reason."
      />
      <div className="filters">
        <label>
          Agent
          <select value={agent ?? ""} onChange={(event) => setFilter("agent", event.target.value)}>
            <option value="">all</option>
            {agents.map(({ id, name }) => (
              <option key={id} value={id}>
                {shortName(name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          Outcome
          <select value={outcome ?? ""} onChange={(event) => setFilter("outcome", event.target.value)}>
            <option value="">any</option>
            {outcomeNames.map((name) => (
              <option key={name} value={name}>
                {outcomeWords(name).word}
              </option>
            ))}
          </select>
        </label>
      </div>
      <NewRowsPill count={fresh.length} one="run" onPress={letIn} />
      <Loaded query={query} rows={8}>
        {() =>
          shown.length > 0 ? (
            <RunTable runs={shown} />
          ) : (
            <Empty title={agent || outcome ? "No run matches." : "Nothing has run yet."}>
              {!agent && !outcome && <p>Runs start by each agent’s cron, or by “Run now” on its page.</p>}
            </Empty>
          )
        }
      </Loaded>
      <MoreButton query={query} />
    </>
  );
}

function headline(runs: Run[], more: boolean): string {
  if (runs.length === 0) return "No runs.";
  const bad = runs.filter(
    (run) => run.outcome === "failed" || run.outcome === "crashed" || run.outcome === "timed-out",
  ).length;
  const proposed = runs.reduce((total, run) => total + run.proposed, 0);
  const which = more
    ? `The last ${count(runs.length)} runs`
    : `${sentence(inWords(runs.length))} ${runs.length === 1 ? "run" : "runs"}`;
  return `${which}, ${bad === 0 ? "none failed" : `${count(bad)} failed`}, ${plural(proposed, "proposal")}.`;
}
