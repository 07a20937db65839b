import { useRef, useState } from "react";
import { holdBack } from "./hold-back.ts";

/** A list that never jumps: new rows wait until `letIn`. `scope` names what is listed; another scope starts afresh. */
export function useHeldList<T>(scope: string, items: readonly T[] | undefined, idOf: (item: T) => string) {
  const known = useRef<{ scope: string; ids: string[] }>({ scope, ids: [] });
  const [, redraw] = useState(0);
  if (known.current.scope !== scope) known.current = { scope, ids: [] };
  const held = holdBack(known.current.ids, items ?? [], idOf);
  if (items) known.current.ids = held.shown.map(idOf);
  const letIn = () => {
    known.current.ids = [];
    redraw((turn) => turn + 1);
  };
  return { ...held, letIn };
}
