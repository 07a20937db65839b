import { useShopNow } from "../../../lib/shop-clock.ts";
import { useImports } from "../../shop/api.ts";
import { progressText, shareOf } from "../import-progress.ts";

/** While the store is being read for the first time: how far, and what waits for it. */
export function ImportNote() {
  const { data } = useImports();
  const now = useShopNow();
  const running = data?.items.filter((job) => job.finishedAt === null && job.error === null) ?? [];
  const failed = data?.items.find((job) => job.error !== null && job.finishedAt !== null && job === data.items[0]);
  if (failed)
    return (
      <section className="problem" role="alert">
        <p>
          <strong>The store could not be read.</strong> {failed.error} It is tried again by the nightly reconciliation.
        </p>
      </section>
    );
  const job = running.find((each) => each.bytesDone > 0) ?? running[0];
  if (!job) return null;
  const share = shareOf(job);
  return (
    <section className="empty" aria-live="polite">
      <strong>The store is being read: {job.kind}.</strong>
      <p>
        {progressText(job, now)} {running.length > 1 && `${running.length - 1} more to go. `}Agents wait for the first
        import; the figures here fill up as it goes.
      </p>
      <div
        className="meter"
        role="progressbar"
        aria-label="Import"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      >
        <i style={{ width: `${(share ?? 0) * 100}%` }} />
      </div>
    </section>
  );
}
