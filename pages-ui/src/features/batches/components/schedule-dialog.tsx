import { useState } from "react";
import { messageOf } from "../../../lib/api/api-error.ts";
import { plural } from "../../../lib/format/number.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { useSay } from "../../../ui/notices.tsx";
import { useDecideBatch, usePriceBatch } from "../api.ts";
import { TimeInput, useWallTime } from "./time-input.tsx";

interface ScheduleDialogProps {
  title: string;
  /** All of a card's rows, or only these. */
  groupKey: string;
  ids: string[] | null;
  onClose: () => void;
}

/** Makes the proposals one batch and gives it its time. */
export function ScheduleDialog({ title, groupKey, ids, onClose }: ScheduleDialogProps) {
  const [name, setName] = useState(title);
  const time = useWallTime();
  const say = useSay();
  const enter = usePriceBatch();
  const decide = useDecideBatch();
  const busy = enter.isPending || decide.isPending;
  const isBatch = groupKey.includes("/batch/");
  const enterBatch = async () => {
    const which = ids === null ? { groupKey } : { actions: ids };
    const { batch } = await enter.mutateAsync({ title: name, partial: true, ...which });
    return `inventory-pricing/batch/${batch}`;
  };
  const send = async (scheduleFor: number) => {
    try {
      const group = isBatch ? groupKey : await enterBatch();
      const { ok, refused } = await decide.mutateAsync({ op: "approve", groupKey: group, scheduleFor });
      say(`${plural(ok, "price")} scheduled.${refused > 0 ? ` ${refused} were not.` : ""}`, {
        link: { href: "/batches", name: "Batches" },
      });
      onClose();
    } catch (error) {
      say(`Not scheduled: ${messageOf(error)}`, { lasting: true });
    }
  };
  return (
    <Dialog title="Schedule these prices as one batch" onClose={onClose}>
      <p>They go out together at this time on the shop's clock, and are undone together.</p>
      {!isBatch && (
        <div className="field">
          <label className="label" htmlFor="batch-name">
            Name
          </label>
          <span className="control">
            <input id="batch-name" value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
          </span>
        </div>
      )}
      <div className="under">
        <TimeInput time={time} />
        <button type="button" className="btn" onClick={onClose}>
          Not now
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={busy || time.at === null || name.trim() === ""}
          onClick={() => time.at !== null && void send(time.at)}
        >
          Schedule
        </button>
      </div>
    </Dialog>
  );
}
