import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { useBreakers, useConnections, useStatus } from "./api.ts";
import { Backlog } from "./components/backlog.tsx";
import { ConnectionTable } from "./components/connection-table.tsx";
import { healthSentence } from "./trouble.ts";

export function HealthPage() {
  const status = useStatus();
  const breakers = useBreakers();
  const connections = useConnections();
  const title = connections.data
    ? healthSentence(connections.data.items, status.data?.snapshot?.deadLetters.open ?? 0, breakers.data?.items)
    : "Health";
  return (
    <>
      <PageHead
        tab="Health"
        title={title}
        sub="A connection that fails too often is cut off for a while and tried again with a few calls, for all agents at once."
      />
      <div className="two wide-table">
        <div className="stack">
          <section>
            <h2>Connections</h2>
            <Loaded query={connections} rows={4}>
              {({ items }) => <ConnectionTable connections={items} breakers={breakers.data?.items} />}
            </Loaded>
            {breakers.error && <ProblemNote error={breakers.error} retry={() => void breakers.refetch()} />}
          </section>
        </div>
        <aside>
          <Loaded query={status} rows={8}>
            {({ snapshot, ageMs }) =>
              snapshot ? (
                <Backlog snapshot={snapshot} ageMs={ageMs} />
              ) : (
                <Empty title="The watchdog has not looked yet.">It does so every minute.</Empty>
              )
            }
          </Loaded>
        </aside>
      </div>
    </>
  );
}
