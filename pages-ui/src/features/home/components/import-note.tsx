import { Link } from "wouter";
import { plural, sentence } from "../../../lib/format/number.ts";
import { useShopNow } from "../../../lib/shop-clock.ts";
import { useImports, useShop } from "../../shop/api.ts";
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
  if (!job) return <FirstReport />;
  const share = shareOf(job);
  return (
    <section className="empty" aria-live="polite">
      <strong>{sentence(job.kind)}</strong>
      <p>
        {progressText(job, now)}{" "}
        {running.length > 1 && `${plural(running.length - 1, "more kind", "more kinds")} of data to go. `}Agents wait
        for the first import; the figures here fill up as it goes.
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

const dayMs = 86_400_000;

/** For a day after the store was first read: where to see what came of it. */
function FirstReport() {
  const importedAt = useShop().data?.shop?.importedAt ?? null;
  const now = useShopNow(60);
  if (importedAt === null || now - importedAt > dayMs) return null;
  return (
    <p className="quiet" style={{ marginBottom: 12 }}>
      The store is read. What was found, what cannot be known and what each agent may do is in{" "}
      <Link href="/store" className="link">
        the first report
      </Link>
      .
    </p>
  );
}
