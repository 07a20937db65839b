import { Link } from "wouter";
import { ChangeText } from "../../../ledger/change-cell.tsx";
import { gainPer } from "../../../ledger/claim.ts";
import { changesOf } from "../../../ledger/values.ts";
import { money } from "../../../lib/format/money.ts";
import { movePercent, percent } from "../../../lib/format/number.ts";
import { Scroll } from "../../../ui/scroll.tsx";
import type { Action } from "../api.ts";
import { editableOf } from "../edit-rows.ts";

interface CardRowsProps {
  rows: readonly Action[];
  /** Ids left out of the decision; null while rows cannot be chosen. */
  skipped: ReadonlySet<string> | null;
  onSkip: (id: string) => void;
  /** Typed figures by id; null while nothing is edited. */
  drafts: ReadonlyMap<string, string> | null;
  onDraft: (id: string, text: string) => void;
}

/** The rows that change: what, from, to, what it should bring, how sure the agent is. */
export function CardRows({ rows, skipped, onSkip, drafts, onDraft }: CardRowsProps) {
  const moves = rows.some((row) => row.movePercent !== null);
  const gains = rows.some((row) => row.impactMinor !== 0);
  return (
    <Scroll label="Rows">
      <table>
        <thead>
          <tr>
            {skipped && (
              <th className="pick">
                <span className="sr-only">Chosen</span>
              </th>
            )}
            <th>What</th>
            <th className="num">{rows.some((row) => row.before !== null) ? "Now → proposed" : "Proposed"}</th>
            {moves && <th className="num wide-only">Move</th>}
            {gains && <th className="num">Gain{gainPer(rows[0]?.kind ?? "")}</th>}
            <th className="num wide-only">Sure</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {skipped && (
                <td className="pick">
                  <input
                    type="checkbox"
                    aria-label={`Include ${row.title}`}
                    checked={!skipped.has(row.id)}
                    onChange={() => onSkip(row.id)}
                  />
                </td>
              )}
              <td>
                <Link href={`/changes/${row.id}`}>{row.title}</Link>
                {row.edited && <small className="faint"> edited</small>}
              </td>
              <td className="num wraps">
                {drafts ? (
                  <DraftCell row={row} text={drafts.get(row.id)} onDraft={onDraft} />
                ) : (
                  <ChangeText changes={changesOf(row.before, row.after, row.currency, row.title)} />
                )}
              </td>
              {moves && (
                <td className="num wide-only">{row.movePercent === null ? "–" : movePercent(row.movePercent)}</td>
              )}
              {gains && <td className="num">{money(row.impactMinor, row.currency, { signed: true })}</td>}
              <td className="num wide-only">{percent(row.confidence)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function DraftCell({
  row,
  text,
  onDraft,
}: {
  row: Action;
  text: string | undefined;
  onDraft: CardRowsProps["onDraft"];
}) {
  const editable = editableOf(row);
  if (!editable) return <ChangeText changes={changesOf(row.before, row.after, row.currency)} />;
  const value = text ?? editable.text;
  const [change] = changesOf(row.before, row.after, row.currency);
  return (
    <>
      <del>{change?.before}</del>{" "}
      <input
        inputMode="decimal"
        aria-label={`New value for ${row.title}`}
        aria-invalid={editable.withText(value) === null}
        value={value}
        onChange={(event) => onDraft(row.id, event.target.value)}
      />
    </>
  );
}
