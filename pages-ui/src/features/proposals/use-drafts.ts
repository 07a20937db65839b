import { useState } from "react";
import { useSay } from "../../ui/notices.tsx";
import { type Action, useEditRows } from "./api.ts";
import { editableOf } from "./edit-rows.ts";

/** Figures being typed into a card's rows, until they are saved or dropped. */
export function useDrafts() {
  const [texts, setTexts] = useState<ReadonlyMap<string, string> | null>(null);
  const edit = useEditRows();
  const say = useSay();

  const changed = (rows: readonly Action[]) =>
    rows.flatMap((row) => {
      const text = texts?.get(row.id);
      const editable = editableOf(row);
      if (text === undefined || !editable || text === editable.text) return [];
      return [{ action: row.id, payload: editable.withText(text) }];
    });

  return {
    texts,
    saving: edit.isPending,
    start: () => setTexts((known) => known ?? new Map()),
    drop: () => setTexts(null),
    change: (id: string, text: string) => setTexts((known) => new Map(known).set(id, text)),
    valid: (rows: readonly Action[]) => changed(rows).every(({ payload }) => payload !== null),
    save(rows: readonly Action[]) {
      const edits = changed(rows).flatMap(({ action, payload }) => (payload ? [{ action, payload }] : []));
      if (edits.length === 0) return setTexts(null);
      edit.mutate(edits, {
        onSuccess: (answers) => {
          const refused = answers.find((answer) => !answer.ok);
          if (refused) say(`Not saved: ${refused.message ?? "the new value was refused"}`, { lasting: true });
          else setTexts(null);
        },
        onError: (error) => say(`Not saved: ${error.message}`, { lasting: true }),
      });
    },
  };
}
