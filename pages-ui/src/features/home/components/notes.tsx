import { useQuery } from "@tanstack/react-query";
import { read } from "../../../lib/api/read.ts";
import { startOfYesterday } from "../../../lib/format/time.ts";
import { useShopNow } from "../../../lib/shop-clock.ts";
import { Status, type Tone } from "../../../ui/status.tsx";
import { When } from "../../../ui/times.tsx";
import { useZone } from "../../shop/api.ts";

const most = 5;
const tones: Record<string, Tone> = { critical: "bad", warning: "warn" };

/** What agents wanted a person to know since yesterday; nothing when there is nothing. */
export function Notes() {
  const { data } = useQuery(read("notifications.list", { limit: 20 }));
  const from = startOfYesterday(useShopNow(60), useZone());
  const recent = data?.items.filter(({ createdAt }) => createdAt >= from).slice(0, most) ?? [];
  if (recent.length === 0) return null;
  return (
    <section>
      <h2>Agents say</h2>
      <ul className="briefs">
        {recent.map((note) => (
          <li key={note.id}>
            <Status tone={tones[note.level] ?? "none"}>{note.title}</Status>
            <span className="faint">
              <When at={note.createdAt} />
            </span>
            <small className="three-lines" title={note.body}>
              {note.body}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
