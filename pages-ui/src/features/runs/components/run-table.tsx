import { Link } from "wouter";
import { count } from "../../../lib/format/number.ts";
import { duration } from "../../../lib/format/time.ts";
import { Scroll } from "../../../ui/scroll.tsx";
import { Status } from "../../../ui/status.tsx";
import { When } from "../../../ui/times.tsx";
import { startWords } from "../../agents/start-words.ts";
import { outcomeWords } from "../../agents/tick-words.ts";
import { useAgentName } from "../../agents/use-agent-name.ts";
import type { Run } from "../api.ts";

export function RunTable({ runs }: { runs: Run[] }) {
  const nameOf = useAgentName();
  return (
    <Scroll label="Runs">
      <table>
        <thead>
          <tr>
            <th>Started</th>
            <th>Agent</th>
            <th className="wide-only">Started by</th>
            <th>Outcome</th>
            <th className="num wide-only">Looked at</th>
            <th className="num">Proposed</th>
            <th className="num wide-only">Took</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>
                <Link href={`/runs/${run.id}`}>
                  <When at={run.startedAt} />
                </Link>
              </td>
              <td>{nameOf(run.agent)}</td>
              <td className="quiet wide-only">
                {startWords(run.trigger)}
                {run.mode === "shadow" && ", in shadow"}
              </td>
              <td>
                <Status tone={outcomeWords(run.outcome).tone}>{outcomeWords(run.outcome).word}</Status>
                {run.reason && <small className="faint"> {run.reason}</small>}
              </td>
              <td className="num wide-only">{count(run.observed)}</td>
              <td className="num">{count(run.proposed)}</td>
              <td className="num wide-only">{run.finishedAt ? duration(run.finishedAt - run.startedAt) : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
