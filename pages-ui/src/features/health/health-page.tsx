import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { useBreakers, useConnections, useStatus } from "./api.ts";
import { Backlog } from "./components/backlog.tsx";
import { BreakerTable } from "./components/breaker-table.tsx";
import { ConnectionTable } from "./components/connection-table.tsx";
import { healthSentence } from "./trouble.ts";

export function HealthPage() {
  const status = useStatus();
  const breakers = useBreakers();
  const connections = useConnections();
  const title = connections.data
    ? healthSentence(connections.data.items, status.data?.snapshot?.deadLetters.open ?? 0)
    : "Health";
  return (
    <>
      <PageHead
        tab="Health"
        title={title}
        sub="A connection that fails too often is cut off for a while and tried again with a few calls, for all agents at once."
      />
      <div className="two">
        <div className="stack">
          <section>
            <h2>Connections</h2>
            <Loaded query={connections} rows={4}>
              {({ items }) => <ConnectionTable connections={items} />}
            </Loaded>
          </section>
          <section>
            <h2>Breakers</h2>
            <Loaded query={breakers} rows={3}>
              {({ items }) => <BreakerTable breakers={items} />}
            </Loaded>
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
