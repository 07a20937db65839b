import type { Action } from "../api.ts";
import { useUndo } from "../use-undo.ts";
import { UnknownButtons } from "./unknown-buttons.tsx";

/** Undo where something was applied, another try where it failed, nothing elsewhere. */
export function UndoButton({ action, plain = true }: { action: Action; plain?: boolean }) {
  const { whyNot, refusal, busy, undo, retry } = useUndo();
  if (action.status === "unknown" && !plain) return <UnknownButtons action={action} />;
  const failed = action.status === "failed" || action.status === "dead";
  if (action.status !== "applied" && !failed) return null;
  const no = failed ? refusal : whyNot(action);
  return (
    <button
      type="button"
      className={plain ? "btn plain" : "btn"}
      disabled={no !== null || busy}
      title={no ?? undefined}
      onClick={() => (failed ? retry([action.id]) : undo([action.id]))}
    >
      {failed ? "Retry" : "Undo"}
      <span className="sr-only"> {action.title}</span>
    </button>
  );
}
