import { useState } from "react";
import { useHeldList } from "../../lib/use-held-list.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { MoreButton } from "../../ui/more-button.tsx";
import { NewRowsPill } from "../../ui/new-rows-pill.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { type Batch, useBatches } from "./api.ts";
import { batchesSentence } from "./batch-words.ts";
import { BatchCard } from "./components/batch-card.tsx";
import { NewBatch } from "./components/new-batch.tsx";

export function BatchesPage() {
  const query = useBatches();
  const [making, setMaking] = useState(false);
  const batches = query.data?.pages.flatMap((page) => page.items);
  const { shown, fresh, letIn } = useHeldList(String(making), batches, (batch: Batch) => batch.id);
  return (
    <>
      <PageHead
        tab="Price batches"
        back={{ href: "/changes", name: "Changes" }}
        title={batches ? batchesSentence(batches) : "Price batches"}
        sub="Prices that belong together are looked at first, go out at one time, and are undone as one."
      >
        {!making && (
          <button type="button" className="btn primary" onClick={() => setMaking(true)}>
            New batch
          </button>
        )}
      </PageHead>
      {making && <NewBatch onEntered={() => setMaking(false)} />}
      <NewRowsPill count={fresh.length} one="batch" onPress={letIn} />
      <Loaded query={query} rows={3} tall>
        {() =>
          shown.length === 0 ? (
            <Empty title="No batch of prices has been entered yet.">
              <p>Enter SKUs and new prices, see what they would bring, and give them a time.</p>
            </Empty>
          ) : (
            <div className="cards">
              <h2 className="sr-only">Batches, newest first</h2>
              {shown.map((batch) => (
                <BatchCard key={batch.id} batch={batch} />
              ))}
            </div>
          )
        }
      </Loaded>
      <MoreButton query={query} />
    </>
  );
}
