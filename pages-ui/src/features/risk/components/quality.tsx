import { count, percent } from "../../../lib/format/number.ts";
import { Loaded } from "../../../ui/loaded.tsx";
import { useRiskQuality } from "../api.ts";
import { weightsWords } from "../risk-words.ts";

const monthsShown = 12;

/** How well the scores fared, as far as is known by now: what was said beside what happened, and how many frauds stood out. */
export function Quality() {
  const query = useRiskQuality();
  return (
    <section>
      <h2>How well it fared</h2>
      <Loaded query={query} rows={3}>
        {(quality) => (
          <>
            <p className="quiet">{weightsWords(quality)}</p>
            {quality.months.length > 0 && (
              <table>
                <thead>
                  <tr>
                    <th>Month</th>
                    <th className="num">Known</th>
                    <th className="num">Fraud</th>
                    <th className="num" title="Share of frauds that score higher than 99 of 100 good orders">
                      Stood out
                    </th>
                    <th className="num" title="What the scores said on average, beside what happened">
                      Said / was
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {quality.months
                    .slice(0, monthsShown)
                    .map(({ month, orders, frauds, recallAt1Percent, reliability }) => (
                      <tr key={month}>
                        <td className="nowrap">{month}</td>
                        <td className="num">{count(orders)}</td>
                        <td className="num">{count(frauds)}</td>
                        <td className="num">{recallAt1Percent === null ? "–" : percent(recallAt1Percent)}</td>
                        <td className="num nowrap">{saidAndWas(reliability, orders)}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function saidAndWas(bins: readonly { orders: number; said: number; happened: number }[], orders: number): string {
  const share = (of: (bin: (typeof bins)[number]) => number) =>
    bins.reduce((sum, bin) => sum + bin.orders * of(bin), 0) / Math.max(1, orders);
  const shown = (value: number) => `${(100 * value).toFixed(1)}`;
  return `${shown(share(({ said }) => said))} / ${shown(share(({ happened }) => happened))}\u00a0%`;
}
