import { Link } from "wouter";
import { kindName } from "../../ledger/claim.ts";
import { statusNames, statusWords } from "../../ledger/status-words.ts";
import { useHeldList } from "../../lib/use-held-list.ts";
import { useSearchFilter } from "../../lib/use-search-filter.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { MoreButton } from "../../ui/more-button.tsx";
import { NewRowsPill } from "../../ui/new-rows-pill.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { useActionKinds } from "../agents/api.ts";
import { changesSentence } from "../home/sentences.ts";
import { useSince } from "../home/use-since.ts";
import { type Action, useChanges } from "./api.ts";
import { ChangeTable } from "./components/change-table.tsx";

export function ChangesPage() {
  const [filter, setFilter] = useSearchFilter();
  const asked = filter.get("status") ?? "applied";
  const status = statusNames.find((name) => name === asked);
  const kind = filter.get("kind") ?? undefined;
  const groupKey = filter.get("group") ?? undefined;
  const query = useChanges({ status, kind, groupKey });
  const since = useSince();
  const kinds = [...new Set(useActionKinds().map((each) => each.kind))];
  const actions = query.data?.pages.flatMap((page) => page.items);
  const { shown, fresh, letIn } = useHeldList(`${status} ${kind} ${groupKey}`, actions, (action: Action) => action.id);
  return (
    <>
      <PageHead
        tab="Changes"
        title={since ? changesSentence(since) : "Changes"}
        sub="What was done was read back from the shop, and names its undo. The other states show what became of the rest."
      >
        <Link href="/batches" className="btn">
          Price batches
        </Link>
      </PageHead>
      <div className="filters">
        <label>
          State
          <select value={status ?? "any"} onChange={(event) => setFilter("status", event.target.value)}>
            <option value="any">any</option>
            {statusNames.map((name) => (
              <option key={name} value={name}>
                {statusWords(name).word}
              </option>
            ))}
          </select>
        </label>
        {kinds.length > 1 && (
          <label>
            Kind
            <select value={kind ?? ""} onChange={(event) => setFilter("kind", event.target.value)}>
              <option value="">any</option>
              {kinds.map((name) => (
                <option key={name} value={name}>
                  {kindName(name)}
                </option>
              ))}
            </select>
          </label>
        )}
        {status && <span className="faint">{statusWords(status).means}</span>}
      </div>
      <NewRowsPill count={fresh.length} one="change" onPress={letIn} />
      <Loaded query={query} rows={8}>
        {() =>
          shown.length > 0 ? (
            <ChangeTable actions={shown} more={query.hasNextPage} states={status === undefined} />
          ) : (
            <Empty title={status === "applied" ? "Nothing has been changed yet." : "No change is in that state."}>
              {status === "applied" && (
                <p>
                  Approve a{" "}
                  <Link href="/proposals" className="link">
                    proposal
                  </Link>{" "}
                  and it appears here with its undo.
                </p>
              )}
            </Empty>
          )
        }
      </Loaded>
      <MoreButton query={query} />
    </>
  );
}
