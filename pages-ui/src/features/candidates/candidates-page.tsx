import { Link } from "wouter";
import { useHeldList } from "../../lib/use-held-list.ts";
import { useSearchFilter } from "../../lib/use-search-filter.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { MoreButton } from "../../ui/more-button.tsx";
import { NewRowsPill } from "../../ui/new-rows-pill.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { type Candidate, useCandidates } from "./api.ts";
import { candidatesSentence } from "./candidate-words.ts";
import { CandidateTable } from "./components/candidate-table.tsx";
import { SupplierList } from "./components/supplier-list.tsx";

export function CandidatesPage() {
  const [filter, setFilter] = useSearchFilter();
  const watched = filter.get("watched") === "true";
  const query = useCandidates(watched);
  const candidates = query.data?.pages.flatMap((page) => page.items);
  const suppliers = query.data?.pages[0]?.suppliers ?? [];
  const { shown, fresh, letIn } = useHeldList(String(watched), candidates, (candidate: Candidate) => candidate.id);
  return (
    <>
      <PageHead
        tab="Candidates"
        title={candidates ? candidatesSentence(candidates, query.hasNextPage, suppliers) : "Candidates"}
        sub="What suppliers offer beside what the shop sells more and more of. A score opens to its parts; the best become proposals."
      />
      <div className="two wide-table">
        <div>
          <div className="filters">
            <label>
              <input type="checkbox" checked={watched} onChange={() => setFilter("watched", watched ? "" : "true")} />
              only watched
            </label>
          </div>
          <NewRowsPill count={fresh.length} one="offer" onPress={letIn} />
          <Loaded query={query} rows={8}>
            {() => (shown.length > 0 ? <CandidateTable candidates={shown} /> : <NoCandidates watched={watched} />)}
          </Loaded>
          <MoreButton query={query} name="Show more" />
        </div>
        <aside>{suppliers.length > 0 && <SupplierList suppliers={suppliers} />}</aside>
      </div>
    </>
  );
}

function NoCandidates({ watched }: { watched: boolean }) {
  if (watched) return <Empty title="Nothing is on the watch list.">“Watch” on an offer puts it there.</Empty>;
  return (
    <Empty title="No supplier has offered anything yet.">
      <p>
        Product Research asks the suppliers that are configured, each hour. What is configured is on{" "}
        <Link href="/health" className="link">
          Health
        </Link>
        .
      </p>
    </Empty>
  );
}
