import { useState } from "react";
import { connectionName } from "../../../ledger/connection-names.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { type Breaker, useBreakerWrite } from "../api.ts";
import { isOpen } from "../trouble.ts";
import { ForceDialog } from "./force-dialog.tsx";

/** Cutting a connection off, and taking that or an open breaker back; shared by every agent that uses it. */
export function BreakerButtons({ breaker }: { breaker: Breaker }) {
  const [forcing, setForcing] = useState<"open" | "close" | null>(null);
  const reset = useBreakerWrite("breakers.reset");
  const refusal = useRefusal("operator");
  const say = useSay();
  const { connection, forced, state } = breaker;
  const name = connectionName(connection);
  const takeBack = () =>
    reset.mutate(
      { connection },
      {
        onSuccess: () => say(`${name}: calls go through again, counted from none.`),
        onError: (error) => say(`${name}: ${error.message}`, { lasting: true }),
      },
    );
  const force = (to: "open" | "close", text: string) => (
    <button
      type="button"
      className="btn plain"
      disabled={refusal !== null}
      title={refusal ?? undefined}
      onClick={() => setForcing(to)}
    >
      {text}
      <span className="sr-only"> {name}</span>
    </button>
  );
  return (
    <>
      {forced || state.toUpperCase() !== "CLOSED" ? (
        <button
          type="button"
          className="btn plain"
          disabled={refusal !== null || reset.isPending}
          title={refusal ?? "Calls go through again, counted from none, and nothing is forced"}
          onClick={takeBack}
        >
          Reset<span className="sr-only"> {name}</span>
        </button>
      ) : (
        force("open", "Cut off …")
      )}
      {isOpen(state) && !forced && force("close", "Let through …")}
      {forcing && <ForceDialog connection={connection} to={forcing} onClose={() => setForcing(null)} />}
    </>
  );
}
