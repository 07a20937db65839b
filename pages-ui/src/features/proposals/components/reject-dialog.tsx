import { type FormEvent, useState } from "react";
import { Dialog } from "../../../ui/dialog.tsx";
import type { RejectReason } from "../api.ts";

const reasons: Record<RejectReason, string> = {
  "wrong-figures": "The figures are wrong",
  "bad-timing": "Not now",
  "too-risky": "Too risky",
  "not-our-strategy": "Not how we do it",
  other: "Something else",
};

interface RejectDialogProps {
  what: string;
  onClose: () => void;
  onReject: (reason: RejectReason, note: string) => void;
}

/** Rejecting teaches the agent something, so it asks for one of five reasons. */
export function RejectDialog({ what, onClose, onReject }: RejectDialogProps) {
  const [reason, setReason] = useState<RejectReason>("wrong-figures");
  const [note, setNote] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onReject(reason, note.trim());
  };
  return (
    <Dialog title={`Reject: ${what}`} onClose={onClose}>
      <form onSubmit={submit}>
        <p>The same wish returns only when a figure it cites has moved by more than a tenth.</p>
        <div className="options" role="radiogroup" aria-label="Reason">
          {(Object.entries(reasons) as [RejectReason, string][]).map(([value, text]) => (
            <label key={value}>
              <input
                type="radio"
                name="reason"
                value={value}
                checked={reason === value}
                onChange={() => setReason(value)}
              />
              {text}
            </label>
          ))}
        </div>
        <label>
          <span className="quiet">Note (optional)</span>
          <input type="text" value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        </label>
        <div className="under">
          <button type="button" className="btn" onClick={onClose}>
            Keep it
          </button>
          <button type="submit" className="btn primary">
            Reject
          </button>
        </div>
      </form>
    </Dialog>
  );
}
