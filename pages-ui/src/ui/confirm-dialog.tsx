import type { ReactNode } from "react";
import { Dialog } from "./dialog.tsx";

interface ConfirmDialogProps {
  /** The question. */
  title: string;
  /** What follows from a yes, and whether it can be taken back. */
  children: ReactNode;
  yes: string;
  no?: string;
  onClose: () => void;
  onYes: () => void;
}

/** Asks once more before what is big or cannot be taken back; focus begins on no, so a stray Enter does nothing. */
export function ConfirmDialog({ title, children, yes, no = "Not yet", onClose, onYes }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <div className="under">
        <button type="button" className="btn" onClick={onClose}>
          {no}
        </button>
        <button
          type="button"
          className="btn primary"
          onClick={() => {
            onClose();
            onYes();
          }}
        >
          {yes}
        </button>
      </div>
    </Dialog>
  );
}
