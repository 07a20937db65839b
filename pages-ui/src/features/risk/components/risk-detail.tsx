import { money } from "../../../lib/format/money.ts";
import { count, figure } from "../../../lib/format/number.ts";
import type { RiskOrder } from "../api.ts";
import { adviceWords, keyWords, verdictWords } from "../risk-words.ts";

const choices = ["pass", "hold", "review", "decline"];
const windows = [
  ["10min", "10 minutes"],
  ["1h", "an hour"],
  ["24h", "a day"],
  ["30d", "30 days"],
] as const;

/** Every reason with its share, what each choice is expected to cost, and how often card, device and the like were seen before. */
export function RiskDetail({ order }: { order: RiskOrder }) {
  const { reasons, costs, currency, velocity, decision } = order;
  const seen = Object.entries(velocity).filter(([, counts]) => Object.values(counts).some((each) => each > 0));
  return (
    <div className="stack" style={{ padding: "8px 0 16px 14px" }}>
      <table>
        <thead>
          <tr>
            <th>Reason</th>
            <th className="num">For or against</th>
          </tr>
        </thead>
        <tbody>
          {reasons.map(({ code, text, contribution }) => (
            <tr key={code}>
              <td>{text}</td>
              <td className="num" title="Log odds: 0.7 doubles the odds of fraud">
                {contribution > 0 ? "+" : ""}
                {figure(contribution)}
              </td>
            </tr>
          ))}
          {reasons.length === 0 && (
            <tr>
              <td colSpan={2}>Nothing speaks for or against it.</td>
            </tr>
          )}
        </tbody>
      </table>
      <table>
        <thead>
          <tr>
            <th>Choice</th>
            <th className="num">Expected cost</th>
          </tr>
        </thead>
        <tbody>
          {choices.map((choice) => (
            <tr key={choice}>
              <td>{choice === decision ? <b>{adviceWords(choice)}</b> : adviceWords(choice)}</td>
              <td className="num">{money(costs.expectedMinor[choice] ?? 0, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="why" style={{ margin: 0 }}>
        <span>
          lost if it is fraud <b>{money(costs.lossIfFraudMinor, currency)}</b>, of it a fee of{" "}
          {money(costs.chargebackFeeMinor, currency)}
        </span>
        <span>
          lost if a good order is refused <b>{money(costs.marginLostMinor, currency)}</b>
        </span>
        <span>
          a look costs <b>{money(costs.reviewCostMinor, currency)}</b>
        </span>
      </p>
      {seen.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>Seen before, within</th>
              {windows.map(([key, words]) => (
                <th key={key} className="num">
                  {words}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {seen.map(([kind, counts]) => (
              <tr key={kind}>
                <td>{keyWords(kind)}</td>
                {windows.map(([key]) => (
                  <td key={key} className="num">
                    {count(counts[key] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="faint">
        What became of it: {verdictWords(order)}. Scored with{" "}
        {order.weightsVersion === 0 ? "the starting weights" : `weights version ${order.weightsVersion}`}.
      </p>
    </div>
  );
}
