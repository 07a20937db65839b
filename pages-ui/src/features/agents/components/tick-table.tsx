import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { duration } from "../../../lib/format/time.ts";
import { useHeldList } from "../../../lib/use-held-list.ts";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";
import { NewRowsPill } from "../../../ui/new-rows-pill.tsx";
import { Scroll } from "../../../ui/scroll.tsx";
import { Status } from "../../../ui/status.tsx";
import { When } from "../../../ui/times.tsx";
import { type Tick, ticksOf } from "../api.ts";
import { startWords } from "../start-words.ts";
import { tickWords } from "../tick-words.ts";

/** Each time a run was due or asked for: what came of it, or why nothing did. */
export function TickTable({ agent }: { agent: string }) {
  const query = useInfiniteQuery(ticksOf(agent));
  const ticks = query.data?.pages.flatMap((page) => page.items);
  const { shown, fresh, letIn } = useHeldList(agent, ticks, (tick: Tick) => tick.id);
  return (
    <>
      <NewRowsPill count={fresh.length} one="tick" onPress={letIn} />
      <Loaded query={query} rows={6}>
        {() =>
          shown.length === 0 ? (
            <Empty title="No tick yet.">
              <p>The first comes with its cron, or with “Run now”.</p>
            </Empty>
          ) : (
            <Scroll label="Ticks">
              <table>
                <thead>
                  <tr>
                    <th>Due</th>
                    <th>Started by</th>
                    <th>Outcome</th>
                    <th>Why</th>
                    <th className="num wide-only">Took</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((tick) => (
                    <TickRow key={tick.id} tick={tick} />
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Loaded>
      <MoreButton query={query} />
    </>
  );
}

function TickRow({ tick }: { tick: Tick }) {
  const { tone, word, why } = tickWords(tick);
  return (
    <tr>
      <td>
        {tick.runId ? (
          <Link href={`/runs/${tick.runId}`}>
            <When at={tick.scheduledFor} />
          </Link>
        ) : (
          <When at={tick.scheduledFor} />
        )}
      </td>
      <td className="quiet">{startWords(tick.trigger)}</td>
      <td className="nowrap">
        <Status tone={tone}>{word}</Status>
      </td>
      <td className="quiet">{why}</td>
      <td className="num wide-only">{tick.finishedAt ? duration(tick.finishedAt - tick.at) : ""}</td>
    </tr>
  );
}
