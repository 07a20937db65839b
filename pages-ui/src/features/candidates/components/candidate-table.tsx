import { useState } from "react";
import { connectionName } from "../../../ledger/connection-names.ts";
import { reasonWords } from "../../../ledger/reasons.ts";
import { money } from "../../../lib/format/money.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { Scroll } from "../../../ui/scroll.tsx";
import { useShop } from "../../shop/api.ts";
import { type Candidate, useWatch } from "../api.ts";
import { marginText } from "../candidate-words.ts";
import { CandidateDetail } from "./candidate-detail.tsx";

/** Offers with their score; each opens to what the score is made of. */
export function CandidateTable({ candidates }: { candidates: Candidate[] }) {
  return (
    <Scroll label="Offers">
      <table>
        <thead>
          <tr>
            <th>Offer</th>
            <th className="wide-only">Supplier</th>
            <th className="num">Score</th>
            <th className="num wide-only">Cost</th>
            <th className="num wide-only">Left of a sale</th>
            <th className="wide-only">Not proposed because</th>
            <th>
              <span className="sr-only">Watch</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {candidates.map((candidate) => (
            <Rows key={candidate.id} candidate={candidate} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Rows({ candidate }: { candidate: Candidate }) {
  const [open, setOpen] = useState(false);
  const currency = useShop().data?.shop?.currency ?? candidate.currency;
  const held = candidate.doubt ?? (candidate.held && reasonWords(candidate.held));
  return (
    <>
      <tr>
        <td>
          <button type="button" className="btn fold" aria-expanded={open} onClick={() => setOpen(!open)}>
            {candidate.title}
          </button>
        </td>
        <td className="wide-only quiet">{connectionName(candidate.supplier)}</td>
        <td className="num">
          {candidate.score === null ? (
            <span title="Too little is known to score it">–</span>
          ) : (
            Math.round(candidate.score)
          )}
        </td>
        <td className="num wide-only">{money(candidate.costMinor, candidate.currency)}</td>
        <td className="num wide-only">{marginText(candidate, currency) ?? "–"}</td>
        <td className="wide-only quiet">{held}</td>
        <td className="num">
          <WatchButton candidate={candidate} />
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={7}>
            <CandidateDetail candidate={candidate} />
          </td>
        </tr>
      )}
    </>
  );
}

function WatchButton({ candidate: { id, title, watched } }: { candidate: Candidate }) {
  const watch = useWatch();
  const refusal = useRefusal("operator");
  const say = useSay();
  return (
    <button
      type="button"
      className="btn plain"
      aria-pressed={watched}
      disabled={refusal !== null || watch.isPending}
      title={refusal ?? undefined}
      onClick={() =>
        watch.mutate(
          { candidate: id, watched: !watched },
          { onError: (error) => say(`${title}: ${error.message}`, { lasting: true }) },
        )
      }
    >
      {watched ? "Watched" : "Watch"}
      <span className="sr-only"> {title}</span>
    </button>
  );
}
