import { useState } from "react";
import { useHeldList } from "../../../lib/use-held-list.ts";
import { useKeys } from "../../../lib/use-keys.ts";
import { NewRowsPill } from "../../../ui/new-rows-pill.tsx";
import type { Card } from "../api.ts";
import { ProposalCard } from "./proposal-card.tsx";

/** Cards walked with j and k; the one in front takes the keys. */
export function CardList({ cards, scope }: { cards: Card[]; scope: string }) {
  const { shown, fresh, letIn } = useHeldList(scope, cards, (card) => card.groupKey);
  const [chosen, setChosen] = useState<string | null>(null);
  const index = Math.max(
    0,
    shown.findIndex((card) => card.groupKey === chosen),
  );
  const walk = (step: number) => {
    const next = shown[Math.min(shown.length - 1, Math.max(0, index + step))];
    if (!next) return;
    setChosen(next.groupKey);
    document.querySelector<HTMLElement>(`[data-card="${CSS.escape(next.groupKey)}"]`)?.focus();
  };
  useKeys({ j: () => walk(1), k: () => walk(-1) });
  return (
    <div className="cards">
      <NewRowsPill count={fresh.length} one="proposal" onPress={letIn} />
      {shown.map((card, position) => (
        <ProposalCard
          key={card.groupKey}
          card={card}
          selected={position === index}
          onSelect={() => setChosen(card.groupKey)}
        />
      ))}
    </div>
  );
}
