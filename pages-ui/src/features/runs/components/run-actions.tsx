import { Loaded } from "../../../ui/loaded.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";
import { useChanges } from "../../changes/api.ts";
import { ChangeTable } from "../../changes/components/change-table.tsx";
import type { RunDetail } from "../api.ts";

/** What became of the run's proposals. */
export function RunActions({ run }: { run: RunDetail }) {
  const query = useChanges({ runId: run.id });
  if (Object.keys(run.actions).length === 0) return null;
  return (
    <section>
      <h2>What it proposed</h2>
      <Loaded query={query} rows={4}>
        {({ pages }) => <ChangeTable actions={pages.flatMap((page) => page.items)} more={query.hasNextPage} />}
      </Loaded>
      <MoreButton query={query} />
    </section>
  );
}
