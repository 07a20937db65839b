import { allFigures, numbersIn, readReasons } from "../../../ledger/reasons.ts";
import { figureText, labelOf } from "../../../ledger/values.ts";
import { movePercent, percent } from "../../../lib/format/number.ts";
import { Mark } from "../../../ui/mark.tsx";
import type { Card } from "../api.ts";

const mostFigures = 6;

/** The evidence in one line: the strongest row's figures, then what holds for all rows. */
export function CardEvidence({ card }: { card: Card }) {
  const [first] = card.rows;
  const own = first && "figures" in first ? numbersIn(first.figures) : [];
  const figures = allFigures(readReasons(card.reasons), own).slice(0, mostFigures);
  const moves = card.rows.flatMap((row) => row.movePercent ?? []);
  const largest = moves.reduce((most, move) => (Math.abs(move) > Math.abs(most) ? move : most), 0);
  return (
    <div className="why">
      {figures.map(([name, value]) => (
        <span key={name}>
          {labelOf(name)} <b>{figureText(name, value, card.currency)}</b>
          {first?.provenance[name] && first.provenance[name] !== "measured" && (
            <>
              {" "}
              <Mark provenance={first.provenance[name]} />
            </>
          )}
        </span>
      ))}
      {card.count > 1 && moves.length > 0 && (
        <span>
          largest move <b>{movePercent(largest)}</b>
        </span>
      )}
      <span>
        agent is <b>{percent(card.confidence)}</b> sure
      </span>
    </div>
  );
}
