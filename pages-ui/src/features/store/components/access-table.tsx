import { Scroll } from "../../../ui/scroll.tsx";
import { Status } from "../../../ui/status.tsx";
import type { AgentAccess } from "../api.ts";
import { lackingText } from "../sentences.ts";

/** Each agent against the store's grant: what it lacks, and the highest mode that leaves it. */
export function AccessTable({ agents }: { agents: AgentAccess[] }) {
  return (
    <Scroll label="What agents may do">
      <table>
        <thead>
          <tr>
            <th>Agent</th>
            <th className="wide-only">Looks at</th>
            <th>Changes</th>
            <th>Can be</th>
          </tr>
        </thead>
        <tbody>
          {agents.map(({ agent, name, reads, writes, most }) => (
            <tr key={agent}>
              <td>
                <b>{name}</b>
              </td>
              <td className="wide-only">{lackingText(reads)}</td>
              {/* Scopes are long words: on a narrow screen they break before the table does. */}
              <td style={{ overflowWrap: "anywhere" }}>{lackingText(writes)}</td>
              <td>
                <Status tone={most === "auto" ? "good" : "hollow"}>
                  {most === "auto" ? "shadow, approve or auto" : "shadow only"}
                </Status>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
