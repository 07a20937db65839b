import { useState } from "react";
import { messageOf } from "../../lib/api/api-error.ts";
import { plural } from "../../lib/format/number.ts";
import { useSay } from "../../ui/notices.tsx";
import { type Action, useEditRows } from "./api.ts";
import { type Edit, editsOf } from "./edit-rows.ts";

/** Figures being typed into a card's rows, until they are approved or dropped. */
export function useDrafts() {
  const [texts, setTexts] = useState<ReadonlyMap<string, string> | null>(null);
  const editing = useEditRows();
  const say = useSay();

  /** Null while nothing, or something that is no value, was typed. */
  const edits = (rows: readonly Action[]): Edit[] | null => editsOf(rows, texts ?? new Map());

  const send = async (chosen: Edit[]) => {
    try {
      const answers = await editing.mutateAsync(chosen);
      const refused = answers.filter((answer) => !answer.ok);
      setTexts(null);
      if (refused.length > 0)
        say(`${refused.length} refused: ${refused[0]?.message ?? "no reason given"}`, { lasting: true });
      else
        say(`${plural(chosen.length, "changed value")} approved, being applied.`, {
          link: { href: "/changes?status=any", name: "See changes" },
        });
    } catch (error) {
      say(`Not approved: ${messageOf(error)}`, { lasting: true });
    }
  };
  return {
    texts,
    edits,
    saving: editing.isPending,
    start: () => setTexts((known) => known ?? new Map()),
    drop: () => setTexts(null),
    change: (id: string, text: string) => setTexts((known) => new Map(known).set(id, text)),
    approve(rows: readonly Action[]) {
      const chosen = edits(rows);
      if (chosen) void send(chosen);
    },
  };
}
