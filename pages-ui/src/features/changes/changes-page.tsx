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
import { ChangeTable } from "./components/change-rows.tsx";

export function ChangesPage() {
  const [filter, setFilter] = useSearchFilter();
  const status = statusNames.find((name) => name === filter.get("status"));
  const kind = filter.get("kind") ?? undefined;
  const query = useChanges({ status, kind });
  const since = useSince();
  const kinds = [...new Set(useActionKinds().map((each) => each.kind))];
  const actions = query.data?.pages.flatMap((page) => page.items);
  const { shown, fresh, letIn } = useHeldList(`${status} ${kind}`, actions, (action: Action) => action.id);
  return (
    <>
      <PageHead
        tab="Changes"
        title={since ? changesSentence(since) : "Changes"}
        sub="Every proposal and what became of it. What was applied was read back from the shop; what can be undone says so."
      />
      <div className="filters">
        <label>
          State
          <select value={status ?? ""} onChange={(event) => setFilter("status", event.target.value)}>
            <option value="">any</option>
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
            <ChangeTable actions={shown} />
          ) : (
            <Empty title={status || kind ? "No change is in that state." : "Nothing has been proposed yet."}>
              {!status && !kind && <p>The first entries come with the first run that finds something.</p>}
            </Empty>
          )
        }
      </Loaded>
      <MoreButton query={query} />
    </>
  );
}
