import { useShop } from "../shop/api.ts";
import { type Earned, type Offer, useAutonomy } from "./api.ts";
import { OfferCard } from "./offer-card.tsx";

/** Limits that kinds have earned; nothing when there are none. */
export function EarnedLimits() {
  const { data } = useAutonomy();
  const currency = useShop().data?.shop?.currency;
  const offered = data?.items.filter((item): item is Earned & { offer: Offer } => item.offer !== null) ?? [];
  if (!data || !currency || offered.length === 0) return null;
  return (
    <section className="cards">
      <h2 className="sr-only">Earned limits</h2>
      {offered.map((earned) => (
        <OfferCard key={earned.kind} earned={earned} autonomy={data} currency={currency} />
      ))}
    </section>
  );
}
