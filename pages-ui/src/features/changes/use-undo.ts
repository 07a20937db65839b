import { plural } from "../../lib/format/number.ts";
import { useRefusal } from "../../lib/session/session-context.ts";
import { useSay } from "../../ui/notices.tsx";
import { useActionKinds } from "../agents/api.ts";
import { type Action, useBatch } from "./api.ts";

/** Undoing one or many, with what became of it said once; `whyNot` is the reason it cannot be undone, or null. */
export function useUndo() {
  const batch = useBatch();
  const say = useSay();
  const kinds = useActionKinds();
  const refusal = useRefusal("operator");
  const whyNot = ({ kind, agent }: Pick<Action, "kind" | "agent">): string | null => {
    const known = kinds.find((each) => each.kind === kind && each.agent === agent);
    if (known && !known.revertible) return known.notRevertibleBecause ?? "This kind cannot be undone.";
    return refusal;
  };
  const run = (op: "revert" | "retry", ids: string[]) =>
    batch.mutate(
      { op, ids },
      {
        onSuccess: ({ ok, refused, items }) => {
          const done = op === "revert" ? "being undone" : "being tried again";
          const why = items.find((item) => !item.ok)?.message ?? "no reason given";
          if (refused > 0) say(`${plural(ok, "change")} ${done}, ${refused} refused: ${why}`, { lasting: true });
          else say(`${plural(ok, "change")} ${done}.`);
        },
        onError: (error) => say(`Nothing was changed: ${error.message}`, { lasting: true }),
      },
    );
  return {
    whyNot,
    refusal,
    busy: batch.isPending,
    undo: (ids: string[]) => run("revert", ids),
    retry: (ids: string[]) => run("retry", ids),
  };
}
