import { useState } from "react";
import { money } from "../../../lib/format/money.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { Scroll } from "../../../ui/scroll.tsx";
import { Status, type Tone } from "../../../ui/status.tsx";
import { When } from "../../../ui/times.tsx";
import { type RiskOrder, useVerdict, type Verdict } from "../api.ts";
import { adviceWords, chance, verdictWords } from "../risk-words.ts";
import { RiskDetail } from "./risk-detail.tsx";

const tones: Record<string, Tone> = { low: "none", medium: "warn", high: "bad" };

/** Orders with their chance of fraud and the main reason; each opens to all reasons and what each choice would cost. */
export function RiskTable({ orders }: { orders: RiskOrder[] }) {
  return (
    <Scroll label="Orders">
      <table>
        <thead>
          <tr>
            <th>Order</th>
            <th className="wide-only">When</th>
            <th className="num">Amount</th>
            <th>Fraud?</th>
            <th className="wide-only">Mainly because</th>
            <th className="wide-only">Advice</th>
            <th>
              <span className="sr-only">Your verdict</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <Rows key={order.order} order={order} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Rows({ order }: { order: RiskOrder }) {
  const [open, setOpen] = useState(false);
  const main = order.reasons.find(({ contribution }) => contribution > 0);
  return (
    <>
      <tr>
        <td>
          <button type="button" className="btn fold" aria-expanded={open} onClick={() => setOpen(!open)}>
            {order.name}
          </button>
        </td>
        <td className="wide-only quiet">
          <When at={order.at} />
        </td>
        <td className="num">{money(order.amountMinor, order.currency)}</td>
        <td className="nowrap">
          <Status tone={tones[order.level] ?? "none"}>{chance(order.score)}</Status>
        </td>
        <td className="wide-only">{main?.text ?? "nothing in particular"}</td>
        <td className="wide-only nowrap">{adviceWords(order.decision)}</td>
        <td className="num nowrap">
          {order.verdict === null ? <Verdicts order={order} /> : <span className="quiet">{verdictWords(order)}</span>}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={7}>
            <RiskDetail order={order} />
          </td>
        </tr>
      )}
    </>
  );
}

function Verdicts({ order: { order, name } }: { order: RiskOrder }) {
  const verdict = useVerdict();
  const refusal = useRefusal("operator");
  const say = useSay();
  const give = (value: Verdict) =>
    verdict.mutate(
      { order, verdict: value },
      {
        onSuccess: () => say(`${name}: ${value === "fraud" ? "fraud" : "good"}. The score learns from it.`),
        onError: (error) => say(`${name}: ${error.message}`, { lasting: true }),
      },
    );
  return (
    <span style={{ display: "inline-flex", gap: "var(--s3)" }}>
      {(["good", "fraud"] as const).map((value) => (
        <button
          key={value}
          type="button"
          className="btn plain"
          disabled={refusal !== null || verdict.isPending}
          title={refusal ?? undefined}
          onClick={() => give(value)}
        >
          {value === "good" ? "Good" : "Fraud"}
          <span className="sr-only"> {name}</span>
        </button>
      ))}
    </span>
  );
}
