import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { ChangeText } from "../../../ledger/change-cell.tsx";
import { claim } from "../../../ledger/claim.ts";
import { changesOf } from "../../../ledger/values.ts";
import { read } from "../../../lib/api/read.ts";
import { clock, startOfYesterday } from "../../../lib/format/time.ts";
import { useShopNow } from "../../../lib/shop-clock.ts";
import { Loaded } from "../../../ui/loaded.tsx";
import type { Action } from "../../changes/api.ts";
import { UndoBatch } from "../../changes/components/undo-batch.tsx";
import { UndoButton } from "../../changes/components/undo-button.tsx";
import { groupChanges, lastMoment } from "../../changes/group-changes.ts";
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
          const groups = groupChanges(recent);
          return (
            <>
              <ul className="log">
                {groups.slice(0, most).map(({ key, rows }) => (
                  <LogRow key={key} group={rows} zone={zone} />
                ))}
              </ul>
              {groups.length > most && (
                <Link href="/changes" className="link">
                  {groups.length - most} more
                </Link>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function LogRow({ group, zone }: { group: [Action, ...Action[]]; zone: string }) {
  const [first] = group;
  const name = claim({ ...first, count: group.length });
  const at = lastMoment(first);
  return (
    <li>
      <time dateTime={new Date(at).toISOString()}>{clock(at, zone)}</time>
      <span>
        <Link href={group.length > 1 ? "/changes" : `/changes/${first.id}`}>
          <b>{name}</b>
        </Link>{" "}
        {group.length === 1 && (
          <ChangeText changes={changesOf(first.before, first.after, first.currency, first.title)} />
        )}
      </span>
      {group.length > 1 ? <UndoBatch first={first} name={name} /> : <UndoButton action={first} />}
    </li>
  );
}
