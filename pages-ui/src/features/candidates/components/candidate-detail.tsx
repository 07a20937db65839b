import { labelOf } from "../../../ledger/values.ts";
import { money } from "../../../lib/format/money.ts";
import { count, figure, percent } from "../../../lib/format/number.ts";
import { duration } from "../../../lib/format/time.ts";
import { Loaded } from "../../../ui/loaded.tsx";
import { Mark } from "../../../ui/mark.tsx";
import { type Candidate, useCandidateHistory } from "../api.ts";

const dayMs = 86_400_000;
const daysShown = 10;

/** What a score is made of, each part with its source, age and trust; and what nobody tells. */
export function CandidateDetail({ candidate }: { candidate: Candidate }) {
  const { parts, missing, coverage, presetScore, url, doubt, duplicateOf } = candidate;
  return (
    <div className="stack" style={{ padding: "8px 0 16px 14px" }}>
      {doubt && <p className="text-warn">{doubt}</p>}
      {duplicateOf && <p className="quiet">The shop already has it, or something very like it.</p>}
      {parts.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>Part</th>
              <th className="num">Value</th>
              <th className="num">Beside the others</th>
              <th className="num wide-only">Weight</th>
              <th className="wide-only">Source</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part.part}>
                <td>{labelOf(part.part)}</td>
                <td className="num">
                  {figure(part.value)} {part.quality !== "measured" && <Mark provenance={part.quality} />}
                </td>
                <td className="num">{percent(part.standing)}</td>
                <td className="num wide-only">{percent(part.weight)}</td>
                <td className="wide-only quiet">
                  {part.source}, {part.ageDays === 0 ? "today" : `${duration(part.ageDays * dayMs)} old`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="why" style={{ margin: 0 }}>
        {coverage !== null && (
          <span>
            known <b>{percent(coverage)}</b> of what counts
          </span>
        )}
        {missing.length > 0 && <span>nobody tells {missing.map(labelOf).join(", ")}</span>}
        {presetScore !== null && (
          <span>
            30/25/20/15/10 score <b>{figure(presetScore)}</b>
          </span>
        )}
        {url && (
          <a href={url} className="link" target="_blank" rel="noreferrer noopener">
            At the supplier’s
          </a>
        )}
      </p>
      <History candidate={candidate} />
    </div>
  );
}

function History({ candidate }: { candidate: Candidate }) {
  const query = useCandidateHistory(candidate.id, true);
  return (
    <Loaded query={query} rows={3}>
      {({ items }) =>
        items.length < 2 ? (
          <p className="faint">Its history begins today.</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th>Day</th>
                <th className="num">Cost</th>
                <th className="num">Stock</th>
                <th className="num wide-only">Sellers</th>
                <th className="num">Score</th>
              </tr>
            </thead>
            <tbody>
              {items.slice(0, daysShown).map((day) => (
                <tr key={day.day}>
                  <td>{day.day}</td>
                  <td className="num">{money(day.costMinor, day.currency)}</td>
                  <td className="num">{day.stock === null ? "–" : count(day.stock)}</td>
                  <td className="num wide-only">{day.sellers === null ? "–" : count(day.sellers)}</td>
                  <td className="num">{day.score === null ? "–" : Math.round(day.score)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      }
    </Loaded>
  );
}
