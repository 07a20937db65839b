import { Link } from "wouter";
import { messageOf } from "../../../lib/api/api-error.ts";
import { money } from "../../../lib/format/money.ts";
import { plural } from "../../../lib/format/number.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { Relative, When } from "../../../ui/times.tsx";
import { type Batch, type BatchOp, useDecideBatch } from "../api.ts";
import { deedsOf, rowsText, whereRowsAre } from "../batch-words.ts";
import { TimeInput, useWallTime } from "./time-input.tsx";

const done: Record<BatchOp, string> = {
  approve: "on their way",
  cancel: "withdrawn",
  revert: "being undone",
  retry: "being tried again",
};

/** One batch: where its rows are, why some did not go through, and what can be done with all of it. */
export function BatchCard({ batch }: { batch: Batch }) {
  const { title, rows, currency, impactMinor, scheduledFor, createdAt, problems, groupKey } = batch;
  const say = useSay();
  const refusal = useRefusal("operator");
  const decide = useDecideBatch();
  const can = deedsOf(batch);
  const send = async (op: BatchOp, scheduleFor?: number) => {
    try {
      const { ok, refused, items } = await decide.mutateAsync({ op, groupKey, scheduleFor });
      const what = scheduleFor === undefined ? done[op] : "scheduled";
      const why = items.find((item) => !item.ok)?.message ?? "";
      say(`${rowsText(ok)} ${what}.${refused > 0 ? ` ${refused} not: ${why}` : ""}`, { lasting: refused > 0 });
    } catch (error) {
      say(`Nothing was changed: ${messageOf(error)}`, { lasting: true });
    }
  };
  const busy = refusal !== null || decide.isPending;
  return (
    <article className="card" aria-label={`Batch ${title}`}>
      <h3>
        {title}
        {impactMinor !== 0 && <span>{money(impactMinor, currency, { signed: true, rough: true })} a week</span>}
      </h3>
      <p>
        {rowsText(rows)}: {whereRowsAre(batch)} · entered <Relative at={createdAt} />
        {scheduledFor !== null && (
          <>
            {" "}
            · goes out <When at={scheduledFor} />
          </>
        )}
      </p>
      {problems.map((problem) => (
        <p key={problem} className="text-bad">
          {problem}
        </p>
      ))}
      <div className="do" title={refusal ?? undefined}>
        {can.approve > 0 && <TimeChoice busy={busy} onSend={(at) => void send("approve", at)} />}
        {can.cancel > 0 && (
          <button type="button" className="btn" disabled={busy} onClick={() => void send("cancel")}>
            Withdraw {plural(can.cancel, "price")}
          </button>
        )}
        {can.retry > 0 && (
          <button type="button" className="btn" disabled={busy} onClick={() => void send("retry")}>
            Try {plural(can.retry, "price")} again
          </button>
        )}
        {can.revert > 0 && (
          <button type="button" className="btn" disabled={busy} onClick={() => void send("revert")}>
            Undo the batch
          </button>
        )}
        <small>
          <Link href={`/changes?group=${encodeURIComponent(groupKey)}&status=any`} className="link">
            Its rows
          </Link>
        </small>
      </div>
    </article>
  );
}

/** Now, or at a time on the shop's clock. */
function TimeChoice({ busy, onSend }: { busy: boolean; onSend: (at?: number) => void }) {
  const time = useWallTime();
  return (
    <>
      <TimeInput time={time} />
      <button
        type="button"
        className="btn primary"
        disabled={busy || time.at === null}
        onClick={() => onSend(time.at ?? undefined)}
      >
        Schedule
      </button>
      <button type="button" className="btn" disabled={busy} onClick={() => onSend()}>
        Set now
      </button>
    </>
  );
}
