import { figuresOf, otherOrigins, rangeText } from "../../../ledger/figures.ts";
import { labelOf } from "../../../ledger/values.ts";
import { movePercent, percent } from "../../../lib/format/number.ts";
import { Mark } from "../../../ui/mark.tsx";
import type { Card } from "../api.ts";

const mostFigures = 6;

/** The evidence in one line: what the rows rest on, as ranges over the strongest of them. */
export function CardEvidence({ card }: { card: Card }) {
  const moves = card.rows.flatMap((row) => row.movePercent ?? []);
  const largest = moves.reduce((most, move) => (Math.abs(move) > Math.abs(most) ? move : most), 0);
  return (
    <div className="why">
      {figuresOf(card.rows)
        .slice(0, mostFigures)
        .map((figure) => (
          <span key={figure.name}>
            {labelOf(figure.name)} <b>{rangeText(figure, card.currency)}</b>
            {figure.provenance && (
              <>
                {" "}
                <Mark provenance={figure.provenance} />
              </>
            )}
          </span>
        ))}
      {card.count > 1 && moves.length > 0 && (
        <span>
          largest move <b>{movePercent(largest)}</b>
        </span>
      )}
      {otherOrigins(card.rows).map(([origin, names]) => (
        <span key={origin}>
          {names.map(labelOf).join(", ")} <Mark provenance={origin} />
        </span>
      ))}
      <span>
        agent is <b>{percent(card.confidence)}</b> sure
      </span>
    </div>
  );
}
