import type { Action } from "../api.ts";
import { useUndo } from "../use-undo.ts";
import { UnknownButtons } from "./unknown-buttons.tsx";

/** Undo where something was applied, another try where it failed, nothing elsewhere. */
export function UndoButton({ action, plain = true }: { action: Action; plain?: boolean }) {
  const { never, whyNot, refusal, busy, undo, retry } = useUndo();
  if (action.status === "unknown" && !plain) return <UnknownButtons action={action} />;
  const failed = action.status === "failed" || action.status === "dead";
  if (action.status !== "applied" && !failed) return null;
  const lasting = failed ? null : never(action);
  if (lasting !== null) return <NoUndo why={lasting} plain={plain} />;
  const no = failed ? refusal : whyNot;
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

/** In place of a button that could never work. */
export function NoUndo({ why, plain }: { why: string; plain: boolean }) {
  if (!plain) return <span className="quiet">Cannot be undone: {why}.</span>;
  return (
    <span className="faint nowrap" title={`Cannot be undone: ${why}`}>
      no undo
    </span>
  );
}
