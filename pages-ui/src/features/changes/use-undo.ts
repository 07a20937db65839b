import { messageOf } from "../../lib/api/api-error.ts";
import { plural } from "../../lib/format/number.ts";
import { useRefusal } from "../../lib/session/session-context.ts";
import { useSay } from "../../ui/notices.tsx";
import { useActionKinds } from "../agents/api.ts";
import { type Action, useBatch } from "./api.ts";

/** Undoing one or many, with what became of it said once; `never` is why a kind cannot be undone at all, or null. */
export function useUndo() {
  const batch = useBatch();
  const say = useSay();
  const kinds = useActionKinds();
  const refusal = useRefusal("operator");
  const never = ({ kind, agent }: Pick<Action, "kind" | "agent">): string | null => {
    const known = kinds.find((each) => each.kind === kind && each.agent === agent);
    return known && !known.revertible ? (known.notRevertibleBecause ?? "it has left the system") : null;
  };
  // By the promise: what was pressed may be gone from the page before the answer comes.
  const run = async (op: "revert" | "retry", ids: string[]) => {
    try {
      const { ok, refused, items } = await batch.mutateAsync({ op, ids });
      const done = op === "revert" ? "being undone" : "being tried again";
      const why = items.find((item) => !item.ok)?.message ?? "no reason given";
      if (refused > 0) say(`${plural(ok, "change")} ${done}, ${refused} refused: ${why}`, { lasting: true });
      else say(`${plural(ok, "change")} ${done}.`);
    } catch (error) {
      say(`Nothing was changed: ${messageOf(error)}`, { lasting: true });
    }
  };
  return {
    never,
    /** Why nobody here may undo right now, or null. */
    whyNot: refusal ?? (kinds.length === 0 ? "What can be undone is still being read." : null),
    refusal,
    busy: batch.isPending,
    undo: (ids: string[]) => void run("revert", ids),
    retry: (ids: string[]) => void run("retry", ids),
  };
}
