import { useState } from "react";
import { Link } from "wouter";
import { ChangeText } from "../../../ledger/change-cell.tsx";
import { claim } from "../../../ledger/claim.ts";
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

/** The ledger's rows; what one decision set going is one row that opens, and is undone, as one. `more`: it goes on. */
export function ChangeTable({ actions, more = false }: { actions: Action[]; more?: boolean }) {
  const groups = groupChanges(actions);
  return (
    <Scroll label="Changes">
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
          {groups.map(({ key, rows }, index) => (
            <Group key={key} group={rows} open={more && index === groups.length - 1} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Group({ group, open: goesOn }: { group: [Action, ...Action[]]; open: boolean }) {
  const [unfolded, setUnfolded] = useState(false);
  const [first] = group;
  if (group.length === 1) return <ChangeRow action={first} />;
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
        <td className="nowrap">
          <Status tone={tone}>{word}</Status>
        </td>
        <td className="wide-only quiet nowrap">{first.decidedBy ? <Actor id={first.decidedBy} /> : "policy"}</td>
        <td className="num wide-only">{goesOn ? "" : money(gain, first.currency, { signed: true })}</td>
        <td className="num">{first.status === "applied" && <UndoBatch first={first} name={name} />}</td>
      </tr>
      {unfolded && group.map((action) => <ChangeRow key={action.id} action={action} inside />)}
    </>
  );
}

function ChangeRow({ action, inside = false }: { action: Action; inside?: boolean }) {
  const { tone, word } = statusWords(action.status);
  return (
    <tr className={inside ? "inside" : undefined}>
      <td>{!inside && <When at={lastMoment(action)} />}</td>
      <td>
        <Link href={`/changes/${action.id}`}>{inside ? action.title : claim({ ...action, count: 1 })}</Link>
        {action.error && <small className="text-bad"> {action.error}</small>}
      </td>
      <td className="num wraps wide-only">
        <ChangeText changes={changesOf(action.before, action.after, action.currency)} />
      </td>
      <td className="nowrap">{!inside && <Status tone={tone}>{word}</Status>}</td>
      <td className="wide-only quiet nowrap">{!inside && <Actor id={action.decidedBy} />}</td>
      <td className="num wide-only">{money(action.impactMinor, action.currency, { signed: true })}</td>
      <td className="num">
        <UndoButton action={action} />
      </td>
    </tr>
  );
}
