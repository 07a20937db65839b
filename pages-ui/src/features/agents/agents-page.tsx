import { Link } from "wouter";
import { inWords, sentence } from "../../lib/format/number.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Scroll } from "../../ui/scroll.tsx";
import { Status } from "../../ui/status.tsx";
import { Relative } from "../../ui/times.tsx";
import { type AgentSummary, useAgents } from "./api.ts";
import { shortName, standing } from "./standing.ts";
import { outcomeWords } from "./tick-words.ts";

export function AgentsPage() {
  const query = useAgents();
  return (
    <>
      <PageHead
        tab="Agents"
        title={query.data ? headline(query.data.items) : "Agents"}
        sub="In shadow an agent only records what it would do. In approve it asks. In auto it may do what the policy lets through."
      />
      <Loaded query={query} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No agent is deployed.">
              <p>Control knows its agents by its AGENT_* bindings, and it has none.</p>
            </Empty>
          ) : (
            <AgentTable agents={items} />
          )
        }
      </Loaded>
    </>
  );
}

function AgentTable({ agents }: { agents: AgentSummary[] }) {
  return (
    <Scroll label="Agents">
      <table>
        <thead>
          <tr>
            <th>Agent</th>
            <th>State</th>
            <th>May</th>
            <th className="wide-only">Last run</th>
            <th>Next</th>
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => {
            const { tone, word } = standing(agent);
            const { view } = agent;
            return (
              <tr key={agent.id}>
                <td>
                  <Link href={`/agents/${agent.id}`}>
                    <b>{shortName(agent.name)}</b>
                  </Link>
                  <div className="faint wide-only">{agent.error ?? agent.summary}</div>
                </td>
                <td className="nowrap">
                  <Status tone={tone}>{word}</Status>
                </td>
                <td>{view?.mode ?? "–"}</td>
                <td className="wide-only nowrap">
                  {view?.lastRun ? (
                    <>
                      <Link href={`/runs/${view.lastRun.runId}`}>{outcomeWords(view.lastRun.outcome).word}</Link>{" "}
                      <span className="faint">
                        <Relative at={view.lastRun.finishedAt} />
                      </span>
                    </>
                  ) : (
                    <span className="faint">never</span>
                  )}
                </td>
                <td>{view?.nextDueAt ? <Relative at={view.nextDueAt} /> : <span className="faint">–</span>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function headline(agents: AgentSummary[]): string {
  const by = (word: string) => agents.filter((agent) => standing(agent).word === word).length;
  const shadow = agents.filter(({ view }) => view?.mode === "shadow").length;
  const parts = [
    by("not answering") > 0 ? `${inWords(by("not answering"))} not answering` : null,
    by("not set up") > 0 ? `${inWords(by("not set up"))} not set up` : null,
    by("failing") > 0 ? `${inWords(by("failing"))} failing` : null,
    by("partly working") > 0 ? `${inWords(by("partly working"))} partly working` : null,
    by("stopped") > 0 ? `${inWords(by("stopped"))} stopped` : null,
    by("paused") > 0 ? `${inWords(by("paused"))} paused` : null,
    shadow > 0 ? `${inWords(shadow)} in shadow` : null,
  ].filter(Boolean);
  const all = `${sentence(inWords(agents.length))} ${agents.length === 1 ? "agent" : "agents"}`;
  return parts.length > 0 ? `${all}, ${parts.join(", ")}.` : `${all}, all well.`;
}
