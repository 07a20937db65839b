import { Fragment } from "react";
import type { Change } from "./values.ts";

/** Before struck through, after in weight; a row may change several values. */
export function ChangeText({ changes }: { changes: Change[] }) {
  return changes.map(({ label, before, after }, index) => (
    <Fragment key={label ?? "value"}>
      {index > 0 && ", "}
      <span className="moves">
        {label && <span className="quiet">{label} </span>}
        {before !== null && <del>{before}</del>}
        {before !== null && after !== null && <span className="faint"> → </span>}
        {after !== null ? <ins>{after}</ins> : <span className="quiet"> removed</span>}
      </span>
    </Fragment>
  ));
}
