import { count, figure, movePercent, percent, plural } from "../../../lib/format/number.ts";
import { dayText } from "../../../lib/format/time.ts";
import { Loaded } from "../../../ui/loaded.tsx";
import { Scroll } from "../../../ui/scroll.tsx";
import { accuracySentence } from "../accuracy-words.ts";
import { type Night, useForecastNights } from "../api.ts";

const nightsShown = 7;

/** How good forecasts of the shop's own past were last night, beside what needs no forecasting, and the nights before. */
export function AccuracySection() {
  const query = useForecastNights();
  return (
    <section>
      <h2>Forecasts of the shop's own past</h2>
      <Loaded query={query} rows={4}>
        {({ items }) =>
          items[0] ? (
            <>
              <LastNight night={items[0]} />
              {items.length > 1 && <Nights nights={items.slice(0, nightsShown)} />}
            </>
          ) : (
            <p className="quiet">The first night has not been judged yet: it comes with the first run of a shop day.</p>
          )
        }
      </Loaded>
    </section>
  );
}

/** What is compared stands over the same products: those judged, and those of them with a year of past. */
const methods = [
  ["forecast", "Forecast", "judged"],
  ["naive", "Last week again", "judged"],
  ["forecastWithSeason", "Forecast, of what has a year of past", "withSeason"],
  ["seasonalNaive", "Same week last year", "withSeason"],
] as const;

function LastNight({ night }: { night: Night }) {
  return (
    <>
      <p>
        {accuracySentence(night)}{" "}
        <span className="faint">
          {plural(night.judged, "product")} judged, {night.weeksAhead} weeks ahead, each seeing only what came before
          {night.notJudged > 0 && `; ${count(night.notJudged)} have too little past`}.
        </span>
      </p>
      <Scroll label="How far off the forecasts were" style={{ marginTop: 12 }}>
        <table>
          <thead>
            <tr>
              <th>Night of {dayText(night.day)}</th>
              <th className="num">Products</th>
              <th className="num" title="Sum of errors over the sum of what was sold (WAPE)">
                Off by
              </th>
              <th className="num" title="Above zero is too high">
                Bias
              </th>
              <th className="num" title="Root mean squared scaled error: 1 is the one-step naive forecast's">
                RMSSE
              </th>
              <th className="num" title="Share of weeks that fell within the 80 % interval">
                In the 80 % range
              </th>
              <th className="num" title="Share of weeks that fell within the 95 % interval">
                In the 95 % range
              </th>
            </tr>
          </thead>
          <tbody>
            {methods.map(([key, name, over]) => {
              const found = night[key];
              return (
                <tr key={key}>
                  <td>{name}</td>
                  <td className="num">{count(night[over])}</td>
                  {found ? (
                    <>
                      <td className="num">{percent(found.wape)}</td>
                      <td className="num">{movePercent(100 * found.bias)}</td>
                      <td className="num">{figure(found.rmsse)}</td>
                      <td className="num">{found.coverage80 === null ? "–" : percent(found.coverage80)}</td>
                      <td className="num">{found.coverage95 === null ? "–" : percent(found.coverage95)}</td>
                    </>
                  ) : (
                    <td className="num faint" colSpan={5}>
                      not computable
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      {night.notComputable.map((why) => (
        <p key={why} className="quiet">
          {why}
        </p>
      ))}
    </>
  );
}

function Nights({ nights }: { nights: Night[] }) {
  return (
    <dl className="figures">
      {nights.map(({ day, forecast }) => (
        <div key={day}>
          <dt>{dayText(day)}</dt>
          <dd>{forecast ? percent(forecast.wape) : "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
