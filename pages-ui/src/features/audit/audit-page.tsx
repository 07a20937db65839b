import { Link } from "wouter";
import { count, inWords, plural } from "../../lib/format/number.ts";
import { useHeldList } from "../../lib/use-held-list.ts";
import { useSearchFilter } from "../../lib/use-search-filter.ts";
import { Actor } from "../../ui/actor.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { MoreButton } from "../../ui/more-button.tsx";
import { NewRowsPill } from "../../ui/new-rows-pill.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Scroll } from "../../ui/scroll.tsx";
import { Status } from "../../ui/status.tsx";
import { When } from "../../ui/times.tsx";
import { useAgentName } from "../agents/use-agent-name.ts";
import { type AuditRow, useAudit, useAuditCheck } from "./api.ts";
import { deedWords, detailText, isAgent, placeOf } from "./deed-words.ts";

export function AuditPage() {
  const [filter, setFilter] = useSearchFilter();
  const actor = filter.get("actor") || undefined;
  const operation = filter.get("operation") || undefined;
  const query = useAudit({ actor, operation });
  const rows = query.data?.pages.flatMap((page) => page.items);
  const { shown, fresh, letIn } = useHeldList(`${actor} ${operation}`, rows, (row: AuditRow) => row.id);
  return (
    <>
      <PageHead
        tab="Audit"
        title={shown.length > 0 ? headline(shown, query.hasNextPage) : "Audit"}
        sub="Every write by a person or a program, without personal data, sealed into a chain of hashes: a row taken out or altered breaks it."
      >
        <ChainCheck />
      </PageHead>
      {(actor || operation) && (
        <div className="filters">
          <span className="quiet">
            Only {[actor, operation && `“${deedWords(operation)}”`].filter(Boolean).join(", ")}
          </span>
          <button type="button" className="btn plain" onClick={() => setFilter(actor ? "actor" : "operation", "")}>
            Show all
          </button>
        </div>
      )}
      <NewRowsPill count={fresh.length} one="entry" many="entries" onPress={letIn} />
      <Loaded query={query} rows={8}>
        {() =>
          shown.length === 0 ? (
            <Empty title="Nobody did anything yet.">
              The first approval, mode or setting that somebody changes is.
            </Empty>
          ) : (
            <Scroll label="Audit">
              <table>
                <thead>
                  <tr>
                    <th>When</th>
                    <th>Who</th>
                    <th>Did</th>
                    <th className="wide-only">To</th>
                    <th className="wide-only">With</th>
                    <th className="wide-only">Sealed</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((row) => (
                    <tr key={row.id}>
                      <td>
                        <When at={row.at} />
                      </td>
                      <td>
                        <button type="button" className="btn text" onClick={() => setFilter("actor", row.actor)}>
                          <Actor id={row.actor} />
                        </button>
                      </td>
                      <td>
                        <button
                          type="button"
                          className="btn text"
                          title={`${row.operation}: show only these`}
                          onClick={() => setFilter("operation", row.operation)}
                        >
                          {deedWords(row.operation)}
                        </button>
                        <div className="narrow-only">
                          <Subject row={row} />
                        </div>
                      </td>
                      <td className="wide-only">
                        <Subject row={row} />
                      </td>
                      <td className="wide-only">
                        <span className="faint anywhere">{detailText(row.detail)}</span>
                      </td>
                      <td className="wide-only faint">{row.sealed ? `no. ${row.seq}` : "next minute"}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Loaded>
      <MoreButton query={query} />
    </>
  );
}

function ChainCheck() {
  const { data, isFetching, error, refetch } = useAuditCheck();
  return (
    <>
      <span aria-live="polite">
        {data && !isFetching && (
          <Status tone={data.ok ? "good" : "bad"}>
            {data.ok
              ? `${count(data.sealed)} sealed, unbroken`
              : data.brokenAt === null
                ? `cut off: it no longer reaches no. ${data.cutAt}`
                : `broken at no. ${data.brokenAt}`}
          </Status>
        )}
        {error && <span className="text-bad">{error.message}</span>}
      </span>
      <button type="button" className="btn" disabled={isFetching} onClick={() => void refetch()}>
        {isFetching ? "Checking …" : "Check the chain"}
      </button>
    </>
  );
}

/** What it was done to: a link where that has a page, an agent by its name. */
function Subject({ row: { operation, subject } }: { row: AuditRow }) {
  const nameOf = useAgentName();
  const place = placeOf(operation, subject);
  if (place === null) return <code className="anywhere">{subject}</code>;
  return (
    <Link href={place} className="link">
      {isAgent(operation, subject) ? nameOf(subject) : <code className="anywhere">{subject}</code>}
    </Link>
  );
}

function headline(rows: readonly AuditRow[], more: boolean): string {
  const people = new Set(rows.map(({ actor }) => actor)).size;
  const who = people === 1 ? "one account" : `${inWords(people)} accounts`;
  return `${more ? "The last " : ""}${plural(rows.length, "deed")} by ${who}.`;
}
