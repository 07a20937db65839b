import { Link } from "wouter";
import { kindName } from "../../ledger/claim.ts";
import { money } from "../../lib/format/money.ts";
import { count, sentence } from "../../lib/format/number.ts";
import { Scroll } from "../../ui/scroll.tsx";
import { Status } from "../../ui/status.tsx";
import { When } from "../../ui/times.tsx";
import type { Autonomy, Earned } from "./api.ts";
import { harmed } from "./words.ts";

/** Each kind's record in the bar's window, and what is missing to an offer. */
export function TrackRecords({ autonomy, currency }: { autonomy: Autonomy; currency: string }) {
  if (autonomy.items.length === 0) return null;
  return (
    <section style={{ marginTop: 32 }}>
      <h2>What each kind has shown in {autonomy.bar.days} days</h2>
      <Scroll label="What each kind has shown">
        <table>
          <thead>
            <tr>
              <th>Kind</th>
              <th className="num">Approved as proposed</th>
              <th className="num">Changed</th>
              <th className="num">Refused</th>
              <th className="num">By itself</th>
              <th className="num">Measured</th>
              <th>Harm</th>
              <th>Standing</th>
            </tr>
          </thead>
          <tbody>
            {autonomy.items.map((item) => (
              <tr key={item.kind}>
                <td>{sentence(kindName(item.kind))}</td>
                <td className="num">{count(item.record.unchanged)}</td>
                <td className="num">{count(item.record.edited)}</td>
                <td className="num">{count(item.record.rejected)}</td>
                <td className="num">{count(item.record.byItself)}</td>
                <td className="num">
                  {item.record.measured.actions > 0
                    ? money(item.record.measured.gainMinor, currency, { signed: true, rough: true })
                    : "–"}
                </td>
                <td className="nowrap">{harmed(item.record) ?? "none"}</td>
                <td>
                  <Standing item={item} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Standing({ item }: { item: Earned }) {
  const { rule, since, fell, offer, missing } = item;
  if (rule === "deny") return <Status tone="hollow">never, by your word</Status>;
  if (rule === "auto")
    return (
      <Status tone="good">
        by itself within limits{since === null ? "" : " since "}
        {since !== null && <When at={since} />}
      </Status>
    );
  if (fell)
    return (
      <Status tone="warn">
        <span>
          asks again since <When at={fell.at} />:{" "}
          <Link href={`/changes/${fell.actionId}`} className="link">
            {fell.why}
          </Link>
        </span>
      </Status>
    );
  if (offer) return <Status tone="good">has earned a limit</Status>;
  return (
    <Status tone="hollow">
      asks; {missing.length > 0 ? missing.join("; ") : "too few of one size to offer a limit"}
    </Status>
  );
}
