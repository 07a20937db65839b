import { count, plural } from "../../../lib/format/number.ts";
import { Relative } from "../../../ui/times.tsx";
import { useActionKinds } from "../../agents/api.ts";
import type { Card } from "../api.ts";

interface DecideButtonsProps {
  card: Card;
  chosenCount: number;
  /** Approving asks once more. */
  asks: boolean;
  /** Whether this card takes the keys. */
  keys: boolean;
  /** Why nothing may be decided, or null. */
  refusal: string | null;
  busy: boolean;
  onApprove: () => void;
  /** Null for kinds without one figure to edit. */
  onEdit: (() => void) | null;
  /** Null for kinds that are not set at a time. */
  onSchedule: (() => void) | null;
  onReject: () => void;
}

export function DecideButtons({
  card,
  chosenCount,
  asks,
  keys,
  refusal,
  busy,
  onApprove,
  onEdit,
  onSchedule,
  onReject,
}: DecideButtonsProps) {
  return (
    <div className="do" title={refusal ?? undefined}>
      <button type="button" className="btn primary" disabled={busy} onClick={onApprove}>
        Approve{card.count > 1 ? ` ${count(chosenCount)}` : ""}
        {asks && " …"} {keys && <kbd>A</kbd>}
      </button>
      {onEdit && (
        <button type="button" className="btn" disabled={refusal !== null} onClick={onEdit}>
          Edit {keys && <kbd>E</kbd>}
        </button>
      )}
      {onSchedule && (
        <button type="button" className="btn" disabled={busy} onClick={onSchedule}>
          Schedule …
        </button>
      )}
      <button type="button" className="btn" disabled={busy} onClick={onReject}>
        Reject {keys && <kbd>R</kbd>}
      </button>
      <small>
        {refusal ?? (
          <>
            expires <Relative at={card.expiresAt} />
            <UndoNote card={card} />
          </>
        )}
      </small>
    </div>
  );
}

function UndoNote({ card }: { card: Card }) {
  const kind = useActionKinds().find((each) => each.kind === card.kind && each.agent === card.agent);
  if (!kind) return null;
  if (kind.revertible) return " · can be undone";
  return ` · cannot be undone: ${kind.notRevertibleBecause ?? "it has left the system"}`;
}

interface EditButtonsProps {
  /** How many values were changed, or null while one of them is no value. */
  changed: number | null;
  saving: boolean;
  onApprove: () => void;
  onCancel: () => void;
}

export function EditButtons({ changed, saving, onApprove, onCancel }: EditButtonsProps) {
  return (
    <div className="do">
      <button type="button" className="btn primary" disabled={changed === null || saving} onClick={onApprove}>
        Approve {plural(changed ?? 0, "changed value")}
      </button>
      <button type="button" className="btn" onClick={onCancel}>
        Cancel
      </button>
      <small>Only the rows you change are approved. Floors hold for your values too.</small>
    </div>
  );
}
