import { useState } from "react";
import { Link } from "wouter";
import { ChangeText } from "../../../ledger/change-cell.tsx";
import { claim } from "../../../ledger/claim.ts";
import { statusWords } from "../../../ledger/status-words.ts";
import { changesOf } from "../../../ledger/values.ts";
import { money } from "../../../lib/format/money.ts";
import { Status } from "../../../ui/status.tsx";
import { When } from "../../../ui/times.tsx";
import type { Action } from "../api.ts";
import { groupChanges } from "../group-changes.ts";
import { useUndo } from "../use-undo.ts";

/** The ledger's rows; what one decision set going is one row that opens, and is undone, as one. */
export function ChangeTable({ actions }: { actions: Action[] }) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>When</th>
            <th>Change</th>
            <th className="num wide-only">Before → after</th>
            <th>State</th>
            <th className="wide-only">By</th>
            <th className="num wide-only">Gain</th>
            <th>
              <span className="sr-only">Undo</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groupChanges(actions).map((group) => (
            <ChangeGroup key={group[0]?.id} group={group} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ChangeGroup({ group }: { group: Action[] }) {
  const [open, setOpen] = useState(false);
  const [first] = group;
  if (!first) return null;
  if (group.length === 1) return <ChangeRow action={first} />;
  const gain = group.reduce((total, action) => total + action.impactMinor, 0);
  const { tone, word } = statusWords(first.status);
  return (
    <>
      <tr>
        <td>
          <When at={lastMoment(first)} />
        </td>
        <td>
          <button type="button" className="btn plain" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "▾" : "▸"} {claim({ ...first, count: group.length, rows: group })}
          </button>
        </td>
        <td className="num wide-only faint">{group.length} rows</td>
        <td>
          <Status tone={tone}>{word}</Status>
        </td>
        <td className="wide-only quiet">{first.decidedBy ?? "policy"}</td>
        <td className="num wide-only">{money(gain, first.currency, { signed: true })}</td>
        <td className="num">
          <UndoButton actions={group} />
        </td>
      </tr>
      {open && group.map((action) => <ChangeRow key={action.id} action={action} inside />)}
    </>
  );
}

function ChangeRow({ action, inside = false }: { action: Action; inside?: boolean }) {
  const { tone, word } = statusWords(action.status);
  return (
    <tr>
      <td>{!inside && <When at={lastMoment(action)} />}</td>
      <td>
        <Link href={`/changes/${action.id}`}>{action.title}</Link>
        {action.error && <small className="text-bad"> {action.error}</small>}
      </td>
      <td className="num wide-only">
        <ChangeText changes={changesOf(action.before, action.after, action.currency)} />
      </td>
      <td>{inside ? "" : <Status tone={tone}>{word}</Status>}</td>
      <td className="wide-only quiet">{inside ? "" : (action.decidedBy ?? "")}</td>
      <td className="num wide-only">{money(action.impactMinor, action.currency, { signed: true })}</td>
      <td className="num">
        <UndoButton actions={[action]} />
      </td>
    </tr>
  );
}

/** Undo where something was applied, another try where it failed, nothing elsewhere. */
export function UndoButton({ actions }: { actions: Action[] }) {
  const { whyNot, refusal, busy, undo, retry } = useUndo();
  const [first] = actions;
  if (!first) return null;
  const ids = actions.map((action) => action.id);
  const many = ids.length > 1 ? ` ${ids.length}` : "";
  if (first.status === "applied") {
    const no = whyNot(first);
    return (
      <button
        type="button"
        className="btn plain"
        disabled={no !== null || busy}
        title={no ?? undefined}
        onClick={() => undo(ids)}
      >
        Undo{many}
        <span className="sr-only"> {first.title}</span>
      </button>
    );
  }
  if (first.status === "failed" || first.status === "dead")
    return (
      <button
        type="button"
        className="btn plain"
        disabled={refusal !== null || busy}
        title={refusal ?? undefined}
        onClick={() => retry(ids)}
      >
        Retry{many}
        <span className="sr-only"> {first.title}</span>
      </button>
    );
  return null;
}

export function lastMoment(action: Action): number {
  return action.revertedAt ?? action.appliedAt ?? action.decidedAt ?? action.proposedAt;
}
