import { useState } from "react";
import { count, plural } from "../../../lib/format/number.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { ProblemNote } from "../../../ui/problem-note.tsx";
import { type Action, useBatchOf } from "../api.ts";
import { useUndo } from "../use-undo.ts";
import { NoUndo } from "./undo-button.tsx";

/** A batch is undone as a batch: all that one decision set going, whether it is on this page or not. */
export function UndoBatch({ first, name }: { first: Action; name: string }) {
  const [open, setOpen] = useState(false);
  const { never, whyNot: no } = useUndo();
  const lasting = never(first);
  if (lasting !== null) return <NoUndo why={lasting} plain />;
  return (
    <>
      <button
        type="button"
        className="btn plain"
        disabled={no !== null}
        title={no ?? undefined}
        onClick={() => setOpen(true)}
      >
        Undo all …<span className="sr-only"> of {name}</span>
      </button>
      {open && <UndoDialog first={first} onClose={() => setOpen(false)} />}
    </>
  );
}

function UndoDialog({ first, onClose }: { first: Action; onClose: () => void }) {
  const batch = useBatchOf(first);
  const { undo, busy } = useUndo();
  const size = batch.data?.length;
  return (
    <Dialog title={size === undefined ? "Undo the whole batch?" : `Undo ${plural(size, "change")}?`} onClose={onClose}>
      <p>
        {size === undefined
          ? "Counting what this decision set going …"
          : `All that was decided together is put back to what it was. What somebody changed since is left alone, and said.`}
      </p>
      {batch.error && <ProblemNote error={batch.error} retry={() => void batch.refetch()} />}
      <div className="under">
        <button type="button" className="btn" onClick={onClose}>
          Keep them
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={!size || busy}
          onClick={() => {
            undo(batch.data ?? []);
            onClose();
          }}
        >
          Undo {size === undefined ? "" : count(size)}
        </button>
      </div>
    </Dialog>
  );
}
