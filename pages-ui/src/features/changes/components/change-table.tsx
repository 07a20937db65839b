import { useState } from "react";
import { Link } from "wouter";
import { ChangeText } from "../../../ledger/change-cell.tsx";
import { claim, gainPer } from "../../../ledger/claim.ts";
import { plainText } from "../../../ledger/plain-text.ts";
import { statusWords } from "../../../ledger/status-words.ts";
import { changesOf } from "../../../ledger/values.ts";
import { money } from "../../../lib/format/money.ts";
import { plural } from "../../../lib/format/number.ts";
import { Actor } from "../../../ui/actor.tsx";
import { Scroll } from "../../../ui/scroll.tsx";
import { Status } from "../../../ui/status.tsx";
import { When } from "../../../ui/times.tsx";
import type { Action } from "../api.ts";
import { groupChanges, lastMoment } from "../group-changes.ts";
import { UndoBatch } from "./undo-batch.tsx";
import { UndoButton } from "./undo-button.tsx";

interface ChangeTableProps {
  actions: Action[];
  /** The list goes on. */
  more?: boolean;
  /** Whether states differ: a list of one state has said it above. */
  states?: boolean;
}

/** The ledger's rows; what one decision set going is one row that opens, and is undone, as one. */
export function ChangeTable({ actions, more = false, states = true }: ChangeTableProps) {
  const groups = groupChanges(actions);
  return (
    <Scroll label="Changes">
      <table>
        <thead>
          <tr>
            <th>When</th>
            <th>Change</th>
            <th className="num wide-only">Before → after</th>
            {states && <th>State</th>}
            <th className="wide-only">By</th>
            <th className="num wide-only">Gain</th>
            <th>
              <span className="sr-only">Undo</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ key, rows }, index) => (
            <Group key={key} group={rows} states={states} open={more && index === groups.length - 1} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Group({ group, open: goesOn, states }: { group: [Action, ...Action[]]; open: boolean; states: boolean }) {
  const [unfolded, setUnfolded] = useState(false);
  const [first] = group;
  if (group.length === 1) return <ChangeRow action={first} states={states} />;
  const gain = group.reduce((total, action) => total + action.impactMinor, 0);
  const name = claim({ ...first, count: group.length, open: goesOn });
  const { tone, word } = statusWords(first.status);
  return (
    <>
      <tr>
        <td>
          <When at={lastMoment(first)} />
        </td>
        <td>
          <button type="button" className="btn fold" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
            {name}
          </button>
        </td>
        <td className="num wide-only faint">{goesOn ? "" : plural(group.length, "row")}</td>
        {states && (
          <td className="nowrap">
            <Status tone={tone}>{word}</Status>
          </td>
        )}
        <td className="wide-only quiet nowrap">{first.decidedBy ? <Actor id={first.decidedBy} /> : "policy"}</td>
        <td className="num wide-only">{!goesOn && <Gain minor={gain} action={first} />}</td>
        <td className="num">{first.status === "applied" && <UndoBatch first={first} name={name} />}</td>
      </tr>
      {unfolded && group.map((action) => <ChangeRow key={action.id} action={action} states={states} inside />)}
    </>
  );
}

function ChangeRow({ action, states, inside = false }: { action: Action; states: boolean; inside?: boolean }) {
  const { tone, word } = statusWords(action.status);
  const changes = changesOf(action.before, action.after, action.currency, action.title);
  return (
    <tr className={inside ? "inside" : undefined}>
      <td>{!inside && <When at={lastMoment(action)} />}</td>
      <td>
        <Link href={`/changes/${action.id}`}>{inside ? action.title : claim({ ...action, count: 1 })}</Link>
        <div className="narrow-only">
          <ChangeText changes={changes} />
        </div>
        {action.error && <small className="text-bad"> {plainText(action.error, action.currency)}</small>}
      </td>
      <td className="num wraps wide-only">
        <ChangeText changes={changes} />
      </td>
      {states && <td className="nowrap">{!inside && <Status tone={tone}>{word}</Status>}</td>}
      <td className="wide-only quiet nowrap">{!inside && <Actor id={action.decidedBy} />}</td>
      <td className="num wide-only">
        <Gain minor={action.impactMinor} action={action} />
      </td>
      <td className="num">
        <UndoButton action={action} />
      </td>
    </tr>
  );
}

/** What it should bring, once or again and again; kinds that bring nothing by themselves say nothing. */
function Gain({ minor, action: { currency, kind } }: { minor: number; action: Action }) {
  if (minor === 0) return <span className="faint">–</span>;
  return (
    <>
      {money(minor, currency, { signed: true })}
      <span className="faint">{gainPer(kind)}</span>
    </>
  );
}
