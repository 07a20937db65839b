import { Link } from "wouter";
import { inWords } from "../../../lib/format/number.ts";
import { useShopNow } from "../../../lib/shop-clock.ts";
import { Relative, When } from "../../../ui/times.tsx";
import { useZone } from "../../shop/api.ts";
import type { AgentDetail } from "../api.ts";
import { clocks, cronInWords, nextTicks } from "../cron-words.ts";
import { reasonText, topicsText } from "../start-words.ts";
import { outcomeWords } from "../tick-words.ts";

/** When it runs, when it ran, and what keeps it from running. */
export function AgentRhythm({ detail: { description, view, health } }: { detail: AgentDetail }) {
  const zone = useZone();
  const now = useShopNow(60);
  const cron = view.cron ?? description.cron;
  return (
    <section>
      <h2>Rhythm</h2>
      <dl className="facts">
        <dt>Looks</dt>
        <dd>
          <span title={`${cron} (UTC)`}>{cronInWords(cron)}</span>
        </dd>
        <dt>Next due</dt>
        <dd>{view.nextDueAt ? <Relative at={view.nextDueAt} /> : <span className="faint">not known yet</span>}</dd>
        <dt>Then at</dt>
        <dd title={`shop time, ${zone}`}>{clocks(nextTicks(cron, now, 5), zone)}</dd>
        {description.wakesOn.length > 0 && (
          <>
            <dt>And after</dt>
            <dd>{topicsText(description.wakesOn)}</dd>
          </>
        )}
        <dt>Last run</dt>
        <dd>
          {view.lastRun ? (
            <Link href={`/runs/${view.lastRun.runId}`} className="link">
              {outcomeWords(view.lastRun.outcome).word}, <When at={view.lastRun.finishedAt} />
            </Link>
          ) : (
            <span className="faint">never</span>
          )}
        </dd>
        <dt>Last success</dt>
        <dd>{view.lastSuccessAt ? <Relative at={view.lastSuccessAt} /> : <span className="faint">never</span>}</dd>
        {view.failuresInARow > 0 && (
          <>
            <dt>Failures</dt>
            <dd className="text-bad">
              {inWords(view.failuresInARow)} in a row
              {view.backoffUntil && (
                <>
                  , waits, tries again <Relative at={view.backoffUntil} />
                </>
              )}
            </dd>
          </>
        )}
      </dl>
      {health.reasons.map((reason) => (
        <p key={reason} className="text-warn" style={{ marginTop: 8 }}>
          {reasonText(reason)}
        </p>
      ))}
    </section>
  );
}
