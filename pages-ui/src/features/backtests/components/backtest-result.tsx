import { kindName } from "../../../ledger/claim.ts";
import { money } from "../../../lib/format/money.ts";
import { count, plural, sentence } from "../../../lib/format/number.ts";
import { Scroll } from "../../../ui/scroll.tsx";
import { When } from "../../../ui/times.tsx";
import { useShop } from "../../shop/api.ts";
import type { Backtest, BacktestDecision } from "../api.ts";
import { changeText, effectText, worstText } from "../backtest-words.ts";

export function BacktestResult({ backtest }: { backtest: Backtest }) {
  const { kinds, worst, unanswered, assumes, byWeek } = backtest;
  const currency = useShop().data?.shop?.currency ?? "GBP";
  return (
    <>
      {kinds.length > 0 && (
        <Scroll label="What it would have done">
          <table>
            <thead>
              <tr>
                <th>Kind</th>
                <th className="num">Proposed</th>
                <th className="num">Let through</th>
                <th className="num">Asked</th>
                <th className="num">Denied</th>
                <th className="num">Estimated effect, 80 %</th>
              </tr>
            </thead>
            <tbody>
              {kinds.map((row) => (
                <tr key={row.kind}>
                  <td>{sentence(kindName(row.kind))}</td>
                  <td className="num">{count(row.proposed)}</td>
                  <td className="num">{count(row.auto)}</td>
                  <td className="num">{count(row.ask)}</td>
                  <td className="num">{count(row.deny)}</td>
                  <td className="num">{effectText(row.effect, currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {worst && <Worst decision={worst} />}
      {unanswered.length > 0 && (
        <div>
          <h3>What the data cannot answer</h3>
          <ul className="briefs">
            {unanswered.map((row) => (
              <li key={`${row.kind} ${row.code}`}>
                {sentence(kindName(row.kind))}
                <span className="quiet">{plural(row.weeks, "week")}</span>
                <small>
                  {row.why} {plural(row.count, "question")}, <When at={row.from} /> to <When at={row.to} />.
                </small>
              </li>
            ))}
          </ul>
        </div>
      )}
      <details>
        <summary>Week by week</summary>
        <Scroll label="Week by week">
          <table>
            <thead>
              <tr>
                <th>As of</th>
                <th className="num">Looked at</th>
                <th className="num">Proposed</th>
                <th className="num">Let through</th>
                <th className="num">Not answerable</th>
                <th className="num">Effect</th>
              </tr>
            </thead>
            <tbody>
              {byWeek.map((row) => (
                <tr key={row.week}>
                  <td>
                    <When at={row.instant} />
                  </td>
                  <td className="num">{count(row.observed)}</td>
                  <td className="num">{count(row.proposed)}</td>
                  <td className="num">{count(row.auto)}</td>
                  <td className="num">{count(row.unanswered)}</td>
                  <td className="num">{money(row.effectMinor, currency, { signed: true, rough: true })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
      <details>
        <summary>What is taken from today</summary>
        <ul>
          {assumes.map((text) => (
            <li key={text} className="quiet">
              {text}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function Worst({ decision }: { decision: BacktestDecision }) {
  const { lowMinor, effectMinor, currency, effectFrom, instant } = decision;
  const by = effectFrom === "sales" ? "by what was sold after it" : "by its own estimate";
  return (
    <div>
      <h3>The worst single decision</h3>
      <p>
        {worstText(decision)} <span className="quiet">({changeText(decision)})</span>
        <br />
        <small className="quiet">
          As of <When at={instant} />; at worst {money(lowMinor ?? effectMinor, currency, { signed: true })} {by}.
        </small>
      </p>
    </div>
  );
}
