import { useEffect, useRef, useState } from "react";
import { useHeldList } from "../../../lib/use-held-list.ts";
import { useKeys } from "../../../lib/use-keys.ts";
import { NewRowsPill } from "../../../ui/new-rows-pill.tsx";
import type { Card } from "../api.ts";
import { ProposalCard } from "./proposal-card.tsx";

/** Cards walked with j and k; the one in front takes the keys. */
export function CardList({ cards, scope }: { cards: Card[]; scope: string }) {
  const { shown, fresh, letIn } = useHeldList(scope, cards, (card) => card.groupKey);
  const [chosen, setChosen] = useState<string | null>(null);
  const found = shown.findIndex((card) => card.groupKey === chosen);
  const place = useRef(0);
  // When the chosen card has left, the keys are for the one that took its place, not for the first of the page.
  const index = found >= 0 ? found : Math.max(0, Math.min(place.current, shown.length - 1));
  useEffect(() => {
    place.current = index;
    const next = shown[index];
    if (chosen === null || found >= 0 || !next || document.activeElement !== document.body) return;
    cardOf(next)?.focus({ preventScroll: true });
  });
  const walk = (step: number) => {
    const next = shown[Math.min(shown.length - 1, Math.max(0, index + step))];
    if (!next) return;
    setChosen(next.groupKey);
    cardOf(next)?.focus();
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

function cardOf({ groupKey }: Card): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-card="${CSS.escape(groupKey)}"]`);
}
