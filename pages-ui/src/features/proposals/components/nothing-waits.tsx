import { Link } from "wouter";
import { Empty } from "../../../ui/empty.tsx";
import { useAgents } from "../../agents/api.ts";

/** Says why there is nothing: no agent may ask, or none has found anything. */
export function NothingWaits() {
  const { data } = useAgents();
  const asking = data?.items.filter(({ view }) => view?.mode === "approve" || view?.mode === "auto") ?? [];
  if (data && asking.length === 0)
    return (
      <Empty title="No agent is allowed to ask you yet.">
        <p>
          In shadow an agent only records what it would have done. Read its record, then set it to approve on{" "}
          <Link href="/agents" className="link">
            its page
          </Link>
          .
        </p>
      </Empty>
    );
  return (
    <Empty title="Agents propose when a run finds something worth changing.">
      <p>
        {" "}
        What they did and left alone is in{" "}
        <Link href="/runs" className="link">
          their runs
        </Link>
        ; what was done is in{" "}
        <Link href="/changes" className="link">
          changes
        </Link>
        .
      </p>
    </Empty>
  );
}
