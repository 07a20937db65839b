import { gainPer, spends } from "../../../ledger/claim.ts";
import { money } from "../../../lib/format/money.ts";
import type { Card } from "../api.ts";

/** What it should bring; for what commits money, that sum first. */
export function CardMoney({ card: { kind, currency, impactMinor, moneyMinor } }: { card: Card }) {
  const gain = money(impactMinor, currency, { signed: true, rough: true }) + gainPer(kind);
  if (!spends(kind)) return <span>{gain}</span>;
  return (
    <span>
      {money(moneyMinor, currency, { rough: true })} <span className="quiet">for {gain}</span>
    </span>
  );
}
