/** How a real amount becomes an integer of minor units; every place that rounds names one. */
export type Rounding = "half-away-from-zero" | "half-even" | "floor" | "ceiling";

/** Rounds to an integer; a value within 1e-9 of a tie or an integer counts as exactly there, so binary noise of a product like 1.005 * 100 cannot flip it. */
export function roundMinor(amount: number, rounding: Rounding): number {
  const nearest = Math.round(amount);
  const noise = 1e-9 * Math.max(1, Math.abs(amount));
  if (Math.abs(amount - nearest) <= noise) return nearest + 0;
  const below = Math.floor(amount);
  if (rounding === "floor") return below;
  if (rounding === "ceiling") return below + 1;
  const fraction = amount - below;
  if (Math.abs(fraction - 0.5) > noise) return fraction < 0.5 ? below : below + 1;
  if (rounding === "half-even") return below % 2 === 0 ? below : below + 1;
  return amount < 0 ? below : below + 1;
}
