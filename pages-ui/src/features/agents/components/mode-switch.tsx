import { type FormEvent, useState } from "react";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { useSay } from "../../../ui/notices.tsx";
import { type AgentView, useAgentWrite } from "../api.ts";

const modes = ["shadow", "approve", "auto"] as const;
const means: Record<AgentView["mode"], string> = {
  paused: "Its ticks are recorded and nothing runs.",
  shadow: "Runs and records what it would have done; nobody is asked and nothing is changed.",
  approve: "Runs and asks; nothing is changed without a person.",
  auto: "Changes by itself what the policy lets through, and asks for the rest.",
};

/** What an agent may do. Pausing keeps a note for whoever wonders why. */
export function ModeSwitch({ agent, view }: { agent: string; view: AgentView }) {
  const setMode = useAgentWrite("agents.mode");
  const resume = useAgentWrite("agents.resume");
  const [pausing, setPausing] = useState(false);
  const refusal = useRefusal("admin");
  const mayPause = useRefusal("operator");
  const say = useSay();
  const onError = (error: Error) => say(`Not changed: ${error.message}`, { lasting: true });
  const shown = setMode.isPending ? setMode.variables.mode : view.mode;

  return (
    <section>
      <h2>What it may do</h2>
      <div className="do">
        <div className="choice" role="radiogroup" aria-label="Mode" title={refusal ?? undefined}>
          {modes.map((mode) => (
            <label key={mode}>
              <input
                type="radio"
                name="mode"
                checked={shown === mode}
                disabled={refusal !== null}
                onChange={() => setMode.mutate({ agent, mode }, { onError })}
              />
              {mode}
            </label>
          ))}
        </div>
        {view.mode === "paused" ? (
          <button
            type="button"
            className="btn"
            disabled={mayPause !== null}
            onClick={() => resume.mutate({ agent, mode: "shadow" }, { onError })}
          >
            Resume in shadow
          </button>
        ) : (
          <button type="button" className="btn" disabled={mayPause !== null} onClick={() => setPausing(true)}>
            Pause …
          </button>
        )}
      </div>
      <p className="quiet" style={{ marginTop: 8 }}>
        {view.mode === "paused" && <strong>Paused{view.pausedNote ? `: ${view.pausedNote}` : ""}. </strong>}
        {means[shown]}
      </p>
      {pausing && <PauseDialog agent={agent} onClose={() => setPausing(false)} />}
    </section>
  );
}

function PauseDialog({ agent, onClose }: { agent: string; onClose: () => void }) {
  const pause = useAgentWrite("agents.pause");
  const [note, setNote] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    pause.mutate({ agent, note: note.trim() || undefined }, { onSuccess: onClose });
  };
  return (
    <Dialog title="Pause this agent?" onClose={onClose}>
      <form onSubmit={submit}>
        <p>Its ticks go on being recorded as “did not run: paused”. What is already approved stays approved.</p>
        <label>
          <span className="quiet">Note for whoever wonders (optional)</span>
          <input type="text" value={note} maxLength={300} onChange={(event) => setNote(event.target.value)} />
        </label>
        {pause.error && <p className="wrong">{pause.error.message}</p>}
        <div className="under">
          <button type="button" className="btn" onClick={onClose}>
            Keep it running
          </button>
          <button type="submit" className="btn primary" disabled={pause.isPending}>
            Pause
          </button>
        </div>
      </form>
    </Dialog>
  );
}
