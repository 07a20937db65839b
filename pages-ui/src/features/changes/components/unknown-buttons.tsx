import { messageOf } from "../../../lib/api/api-error.ts";
import { useSay } from "../../../ui/notices.tsx";
import { type Action, useConfirm } from "../api.ts";
import { useUndo } from "../use-undo.ts";

/** The question of an unknown outcome: only somebody who looked can answer it when the vendor cannot. */
export function UnknownButtons({ action }: { action: Action }) {
  const { refusal, busy, retry } = useUndo();
  const confirm = useConfirm();
  const say = useSay();
  const happened = () => {
    confirm.mutateAsync(action.id).then(
      ({ ok, message }) => say(ok ? `${action.title}: noted as done.` : (message ?? "Refused."), { lasting: !ok }),
      (error: unknown) => say(messageOf(error), { lasting: true }),
    );
  };
  const disabled = refusal !== null || busy || confirm.isPending;
  return (
    <>
      <button
        type="button"
        className="btn"
        disabled={disabled}
        title={refusal ?? "You looked, and the change is there"}
        onClick={happened}
      >
        It happened
      </button>
      <button
        type="button"
        className="btn"
        disabled={disabled}
        title={refusal ?? "You looked, and the change is not there"}
        onClick={() => retry([action.id])}
      >
        It did not: try again
      </button>
    </>
  );
}
