import { plural } from "../../lib/format/number.ts";
import { Status } from "../../ui/status.tsx";
import { useAgentName } from "../agents/use-agent-name.ts";
import type { Emergency } from "./api.ts";

interface AcknowledgementsProps {
  /** As they are now. */
  agents: Emergency["agents"];
  stopping: boolean;
  /** As they answered the stop: only these name calls in flight. */
  answers?: Emergency["agents"];
}

/** Each agent's own answer; one that could not be reached is asked again every minute. */
export function Acknowledgements({ agents, stopping, answers = agents }: AcknowledgementsProps) {
  const nameOf = useAgentName();
  return (
    <ul className="briefs">
      {agents.map((agent) => {
        const good = agent.held === stopping && agent.error === null;
        const inFlight = answers.find((each) => each.agent === agent.agent)?.inFlight ?? [];
        return (
          <li key={agent.agent}>
            {nameOf(agent.agent)}
            <Status tone={good ? "good" : "bad"}>
              {agent.error !== null ? "not reached" : agent.held ? "holds the stop" : "released"}
            </Status>
            {agent.error !== null && (
              <small className="text-bad">{agent.error}. It is asked again until it answers.</small>
            )}
            {inFlight.length > 0 && (
              <small>
                {plural(inFlight.length, "call")} under way when it stopped, to be read back: {inFlight.join(", ")}
              </small>
            )}
          </li>
        );
      })}
    </ul>
  );
}
