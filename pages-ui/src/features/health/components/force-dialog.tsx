import { type FormEvent, useState } from "react";
import { connectionName } from "../../../ledger/connection-names.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { useBreakerWrite } from "../api.ts";

const hourMs = 3_600_000;
const lengths = [
  { ms: hourMs / 4, text: "15 minutes" },
  { ms: hourMs, text: "one hour" },
  { ms: 8 * hourMs, text: "eight hours" },
  { ms: undefined, text: "until it is reset" },
];

/** Overriding a breaker names who, why and until when. */
export function ForceDialog({
  connection,
  to,
  onClose,
}: {
  connection: string;
  to: "open" | "close";
  onClose: () => void;
}) {
  const force = useBreakerWrite(to === "open" ? "breakers.force-open" : "breakers.force-close");
  const [why, setWhy] = useState("");
  const [length, setLength] = useState(1);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    force.mutate({ connection, why: why.trim(), forMs: lengths[length]?.ms }, { onSuccess: onClose });
  };
  return (
    <Dialog
      title={
        to === "open"
          ? `Cut ${connectionName(connection)} off?`
          : `Let every call to ${connectionName(connection)} through?`
      }
      onClose={onClose}
    >
      <form onSubmit={submit}>
        <p>
          {to === "open"
            ? "No agent reaches it until then. What needs it waits; nothing is lost."
            : "Calls go out whatever fails. Its failures are still counted."}
        </p>
        <label>
          <span className="quiet">Why (goes into the audit)</span>
          <input
            type="text"
            required
            minLength={3}
            maxLength={300}
            value={why}
            onChange={(event) => setWhy(event.target.value)}
          />
        </label>
        <p style={{ marginTop: 12 }}>
          <label>
            For{" "}
            <select value={length} onChange={(event) => setLength(Number(event.target.value))}>
              {lengths.map(({ text }, index) => (
                <option key={text} value={index}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        </p>
        {force.error && <p className="wrong">{force.error.message}</p>}
        <div className="under">
          <button type="button" className="btn" onClick={onClose}>
            Leave it
          </button>
          <button type="submit" className="btn primary" disabled={why.trim().length < 3 || force.isPending}>
            {to === "open" ? "Cut it off" : "Let through"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
