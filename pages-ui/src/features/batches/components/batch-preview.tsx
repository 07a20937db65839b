import { amount, money } from "../../../lib/format/money.ts";
import { movePercent, plural } from "../../../lib/format/number.ts";
import type { BatchAnswer } from "../api.ts";

const policyWords = { auto: "would let it through", ask: "would ask", deny: "denies it" } as const;

/** What is expected of the prices whose effect can be estimated, and how many those are. */
function expected({ rows, totals, currency }: BatchAnswer): string {
  const known = rows.filter((row) => row.blocked === null && row.impactMinor !== null).length;
  if (known === 0) return "what they bring cannot be estimated";
  const gain = `${money(totals.impactMinor, currency, { signed: true })} of contribution expected a week`;
  return known === totals.rows ? gain : `${gain} from ${known} of them`;
}

/** What each price would move and bring, what the policy says, and what cannot be set. */
export function BatchPreview({ answer }: { answer: BatchAnswer }) {
  const { rows, totals, currency } = answer;
  return (
    <section aria-live="polite">
      <h2>
        {plural(totals.rows, "price")} can be set
        {totals.blocked > 0 && `, ${totals.blocked} cannot`}: {expected(answer)}
      </h2>
      <table>
        <thead>
          <tr>
            <th>Product</th>
            <th className="num">Now ({currency})</th>
            <th className="num">Then</th>
            <th className="num">Move</th>
            <th className="num">A week</th>
            <th>The policy</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.name} ${row.afterMinor}`}>
              <td>
                {row.title ?? row.name}
                {row.blocked && <div className="text-bad">{row.blocked}</div>}
                {row.notes.map((note) => (
                  <div key={note} className="faint">
                    {note}
                  </div>
                ))}
              </td>
              <td className="num">{row.beforeMinor === null ? "–" : amount(row.beforeMinor, currency)}</td>
              <td className="num">{row.afterMinor === null ? "–" : <ins>{amount(row.afterMinor, currency)}</ins>}</td>
              <td className="num">{row.movePercent === null ? "–" : movePercent(row.movePercent)}</td>
              <td className="num">
                {row.impactMinor === null ? (
                  <span className="faint">not known</span>
                ) : (
                  money(row.impactMinor, currency, { signed: true })
                )}
              </td>
              <td title={row.policy?.reason}>{row.policy && !row.blocked ? policyWords[row.policy.verdict] : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
