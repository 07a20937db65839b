import { Link } from "wouter";
import { Loaded } from "../../../ui/loaded.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";
import { Relative } from "../../../ui/times.tsx";
import { useTold } from "../api.ts";

/** What people were told, newest first, each alert with its page. */
export function ToldList() {
  const query = useTold();
  const told = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section>
      <h2>What people were told</h2>
      <Loaded query={query} rows={4}>
        {() =>
          told.length === 0 ? (
            <p className="quiet">Nobody had to be told of anything.</p>
          ) : (
            <ul className="plain-list">
              {told.map(({ id, title, body, alert, createdAt, sentAt }) => (
                <li key={id}>
                  {alert === null ? <b>{title}</b> : <Link href={`/runbooks/${alert}`}>{title}</Link>}
                  <div className="quiet">{body}</div>
                  <div className="faint">
                    <Relative at={createdAt} />
                    {sentAt === null && ", shown here only"}
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <MoreButton query={query} name="Show more" />
    </section>
  );
}
