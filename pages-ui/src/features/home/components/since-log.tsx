import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { ChangeText } from "../../../ledger/change-cell.tsx";
import { changesOf } from "../../../ledger/values.ts";
import { read } from "../../../lib/api/read.ts";
import { clock, startOfYesterday } from "../../../lib/format/time.ts";
import { useShopNow } from "../../../lib/shop-clock.ts";
import { Loaded } from "../../../ui/loaded.tsx";
import { UndoButton } from "../../changes/components/undo-button.tsx";
import { lastMoment } from "../../changes/group-changes.ts";
import { useZone } from "../../shop/api.ts";

const most = 8;

/** The newest changes since yesterday, each with its undo. */
export function SinceLog() {
  const query = useQuery(read("actions.list", { status: "applied", limit: 200 }));
  const zone = useZone();
  const from = startOfYesterday(useShopNow(60), zone);
  return (
    <section>
      <h2>Since yesterday</h2>
      <Loaded query={query} rows={3}>
        {({ items }) => {
          const recent = items.filter((action) => (action.appliedAt ?? 0) >= from);
          if (recent.length === 0)
            return <p className="faint">Nothing was changed. What agents change appears here, each with its undo.</p>;
          return (
            <>
              <ul className="log">
                {recent.slice(0, most).map((action) => (
                  <li key={action.id}>
                    <time dateTime={new Date(lastMoment(action)).toISOString()}>{clock(lastMoment(action), zone)}</time>
                    <span>
                      <Link href={`/changes/${action.id}`}>
                        <b>{action.title}</b>
                      </Link>{" "}
                      <ChangeText changes={changesOf(action.before, action.after, action.currency)} />
                    </span>
                    <UndoButton action={action} />
                  </li>
                ))}
              </ul>
              {recent.length > most && (
                <Link href="/changes" className="link">
                  {recent.length - most} more
                </Link>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
