import { useState } from "react";
import { useRefusal } from "../../lib/session/session-context.ts";
import { useEmergency } from "./api.ts";
import { StopDialog } from "./stop-dialog.tsx";

/** Always in the same corner: stops everything, and lets it go again. */
export function StopControl() {
  const [open, setOpen] = useState(false);
  const stopped = useEmergency().data?.stopped ?? false;
  const refusal = useRefusal(stopped ? "admin" : "operator");
  return (
    <>
      <button
        type="button"
        className={stopped ? "btn danger sure" : "btn danger"}
        disabled={refusal !== null}
        title={refusal ?? undefined}
        onClick={() => setOpen(true)}
      >
        {stopped ? "Stopped: release …" : "Stop everything"}
      </button>
      {open && <StopDialog onClose={() => setOpen(false)} />}
    </>
  );
}
