import { type FormEvent, useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Acknowledgements } from "./acknowledgements.tsx";
import { useEmergency, useEmergencyWrite } from "./api.ts";

/** Asks once, then shows what each agent answered and which calls were already under way. */
export function StopDialog({ onClose }: { onClose: () => void }) {
  const state = useEmergency().data;
  const stop = useEmergencyWrite("emergency.stop");
  const release = useEmergencyWrite("emergency.release");
  const stopped = state?.stopped ?? false;
  const [wasStopped] = useState(stopped);
  const write = wasStopped ? release : stop;
  const [why, setWhy] = useState("");
  const done = write.isSuccess;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.mutate(why.trim() || (wasStopped ? "Released from the dashboard" : "Stopped from the dashboard"));
  };
  const title = done
    ? wasStopped
      ? "The agents may work again."
      : "Everything is stopped."
    : wasStopped
      ? "Let the agents work again?"
      : "Stop everything?";
  return (
    <Dialog title={title} onClose={onClose}>
      {done ? (
        <div aria-live="polite">
          <p>{wasStopped ? "Each is in the mode it had." : "Nothing more is sent to the shop until you release it."}</p>
          {state && !state.recorded && (
            <p className="text-warn">The database could not be told yet; the agents’ own answers count all the same.</p>
          )}
          {state && <Acknowledgements agents={state.agents} stopping={!wasStopped} answers={stop.data?.agents} />}
          <div className="under">
            {/* biome-ignore lint/a11y/noAutofocus: the button that had focus is gone */}
            <button type="button" className="btn primary" autoFocus onClick={onClose}>
              Close
            </button>
          </div>
        </div>
      ) : (
        <form onSubmit={submit}>
          <p>
            {wasStopped
              ? "Runs start again by their crons; what was approved before is applied if it still fits."
              : "No agent runs and nothing more is sent to the shop. Calls already under way are named and read back. You can release it at any time."}
          </p>
          <label>
            <span className="quiet">Why (optional, goes into the audit)</span>
            <input type="text" maxLength={300} value={why} onChange={(event) => setWhy(event.target.value)} />
          </label>
          {write.error && <ProblemNote error={write.error} />}
          <div className="under">
            <button type="button" className="btn" onClick={onClose}>
              {wasStopped ? "Keep it stopped" : "Let it run"}
            </button>
            <button type="submit" className={wasStopped ? "btn primary" : "btn danger sure"} disabled={write.isPending}>
              {write.isPending ? "Telling every agent …" : wasStopped ? "Release" : "Stop everything"}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
