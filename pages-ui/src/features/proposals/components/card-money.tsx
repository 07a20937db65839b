import { gainPer, spends } from "../../../ledger/claim.ts";
import { money } from "../../../lib/format/money.ts";
import type { Card } from "../api.ts";

/** What it should bring; for what commits money, that sum first. */
export function CardMoney({ card: { kind, currency, impactMinor, moneyMinor } }: { card: Card }) {
  const gain = money(impactMinor, currency, { signed: true, rough: true }) + gainPer(kind);
  // Some kinds bring nothing by themselves: saying £0.00 would be noise.
  if (!spends(kind) && impactMinor === 0) return null;
  if (!spends(kind)) return <span>{gain}</span>;
  return (
    <span>
      {money(moneyMinor, currency, { rough: true })} <span className="quiet">for {gain}</span>
    </span>
  );
}
