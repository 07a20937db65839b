import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { type AgentView, useAgentWrite } from "../api.ts";

export function RunNow({ agent, view }: { agent: string; view: AgentView }) {
  const run = useAgentWrite("agents.run");
  const refusal = useRefusal("operator");
  const say = useSay();
  const ask = () =>
    run.mutate(
      { agent },
      {
        onSuccess: () => say("Asked for a run. The newest tick says what became of it."),
        onError: (error) => say(`No run: ${error.message}`, { lasting: true }),
      },
    );
  const blocked = refusal ?? (view.live ? "A run is under way." : null);
  return (
    <button
      type="button"
      className="btn primary"
      disabled={blocked !== null || run.isPending}
      title={blocked ?? undefined}
      onClick={ask}
    >
      {view.live ? "Running …" : "Run now"}
    </button>
  );
}
