import { kindName } from "../../../ledger/claim.ts";
import type { AgentDetail } from "../api.ts";

const certainties: Record<AgentDetail["description"]["actions"][number]["certainty"], string> = {
  atomic: "exactly once, in this system’s own books",
  keyed: "exactly once, by the vendor’s key",
  readable: "exactly once, read back from the vendor",
  "at-most-once": "at most once; an unclear end goes to a person",
};

/** What it can do, and how sure the system can be of each. */
export function AgentKinds({ description }: { description: AgentDetail["description"] }) {
  return (
    <section>
      <h2>What it can do</h2>
      <ul className="briefs">
        {description.actions.map((kind) => (
          <li key={kind.kind}>
            {kindName(kind.kind)}
            <span className="quiet">{kind.revertible ? "can be undone" : "no undo"}</span>
            <small>{kind.notRevertibleBecause ?? certainties[kind.certainty]}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
