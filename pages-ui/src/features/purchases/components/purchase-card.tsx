import { useState } from "react";
import { messageOf } from "../../../lib/api/api-error.ts";
import { amount, money } from "../../../lib/format/money.ts";
import { count, plural } from "../../../lib/format/number.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { Scroll } from "../../../ui/scroll.tsx";
import { Status } from "../../../ui/status.tsx";
import { Relative } from "../../../ui/times.tsx";
import { type Purchase, usePurchaseWrite } from "../api.ts";
import { purchaseCsv, purchaseWords } from "../purchase-words.ts";

/** One order to one supplier: its lines, and what a person notes about it. */
export function PurchaseCard({ purchase }: { purchase: Purchase }) {
  const [open, setOpen] = useState(false);
  const send = usePurchaseWrite("purchases.send");
  const receive = usePurchaseWrite("purchases.receive");
  const cancel = usePurchaseWrite("purchases.cancel");
  const refusal = useRefusal("operator");
  const say = useSay();
  const { supplier, status, currency, totalMinor, lines } = purchase;
  const { tone, word } = purchaseWords[status];
  const units = lines.reduce((total, line) => total + line.quantity, 0);
  const busy = refusal !== null || send.isPending || receive.isPending || cancel.isPending;
  const note = (write: typeof send, done: string) => {
    write.mutateAsync(purchase.id).then(
      () => say(`${supplier}: ${done}.`),
      (error: unknown) => say(`${supplier}: ${messageOf(error)}`, { lasting: true }),
    );
  };
  const copy = () => {
    navigator.clipboard.writeText(purchaseCsv(purchase)).then(
      () => say(`${plural(lines.length, "line")} copied as CSV.`),
      () => say("The browser did not allow copying.", { lasting: true }),
    );
  };
  const onItsWay = status === "sent" || status === "partly-received";
  return (
    <article className="card" aria-label={`Purchase from ${supplier}`}>
      <h3>
        {supplier}
        <span>{money(totalMinor, currency, { rough: true })}</span>
      </h3>
      <p>
        <Status tone={tone}>{word}</Status> · {plural(lines.length, "product")}, {plural(units, "unit")} · drafted{" "}
        <Relative at={purchase.createdAt} />
      </p>
      <div className="do" title={refusal ?? undefined}>
        {status === "draft" && (
          <button type="button" className="btn primary" disabled={busy} onClick={() => note(send, "noted as ordered")}>
            I ordered it
          </button>
        )}
        {onItsWay && (
          <button
            type="button"
            className="btn primary"
            disabled={busy}
            title={refusal ?? "The open units become a stock count, which the agent turns into a correction to approve"}
            onClick={() => note(receive, "noted as arrived; the stock correction follows as a proposal")}
          >
            The rest arrived
          </button>
        )}
        <button type="button" className="btn" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide lines" : `Show ${count(lines.length)} lines`}
        </button>
        <button type="button" className="btn" onClick={copy}>
          Copy as CSV
        </button>
        {(status === "draft" || onItsWay) && (
          <button type="button" className="btn" disabled={busy} onClick={() => note(cancel, "cancelled")}>
            Cancel
          </button>
        )}
      </div>
      {open && <PurchaseLines purchase={purchase} />}
    </article>
  );
}

function PurchaseLines({ purchase: { lines, currency } }: { purchase: Purchase }) {
  return (
    <Scroll label="Lines" style={{ marginTop: 16 }}>
      <table>
        <thead>
          <tr>
            <th className="wide-only">SKU</th>
            <th>Product</th>
            <th className="num">Units</th>
            <th className="num wide-only">Arrived</th>
            <th className="num">Unit cost</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.variantId}>
              <td className="wide-only quiet">{line.sku}</td>
              <td>{line.title}</td>
              <td className="num">{count(line.quantity)}</td>
              <td className="num wide-only">{count(line.received)}</td>
              <td className="num">
                {line.unitCostMinor === null ? "not known" : amount(line.unitCostMinor, currency)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
