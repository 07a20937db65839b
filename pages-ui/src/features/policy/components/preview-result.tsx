import { Link } from "wouter";
import { kindName } from "../../../ledger/claim.ts";
import { money } from "../../../lib/format/money.ts";
import { count, plural } from "../../../lib/format/number.ts";
import type { Preview } from "../api.ts";

/** The preview names no more than this many. */
const longestList = 100;

/** What the edited policy would have said about what waits and about the last week. */
export function PreviewResult({ preview, currency }: { preview: Preview; currency: string }) {
  return (
    <section aria-live="polite">
      <h2>What it would have done with {plural(preview.considered, "proposal")} of the last 7 days</h2>
      {preview.considered === 0 ? (
        <p className="quiet">There is nothing to judge it by yet. It can be put in force all the same.</p>
      ) : (
        <table style={{ maxWidth: 620 }}>
          <thead>
            <tr>
              <th>Kind</th>
              <th className="num">Let through</th>
              <th className="num">Asked</th>
              <th className="num">Denied</th>
              <th className="num">Gain let through</th>
            </tr>
          </thead>
          <tbody>
            {preview.kinds.map((row) => (
              <tr key={row.kind}>
                <td>{kindName(row.kind)}</td>
                <td className="num">{count(row.auto)}</td>
                <td className="num">{count(row.ask)}</td>
                <td className="num">{count(row.deny)}</td>
                <td className="num">{money(row.impactMinor, currency, { signed: true, rough: true })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {preview.changed.length > 0 && (
        <>
          <h2 style={{ margin: "16px 0 8px" }}>
            {preview.changed.length === longestList ? "At least " : ""}
            {plural(preview.changed.length, "answer")} would be different
          </h2>
          <ul className="briefs" style={{ maxWidth: 620 }}>
            {preview.changed.slice(0, 20).map((row) => (
              <li key={row.id}>
                <Link href={`/changes/${row.id}`}>{row.title}</Link>
                <span>
                  <del>{row.from}</del> → <ins>{row.to}</ins>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
