import { messageOf } from "../../../lib/api/api-error.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { type Purchase, saveCsv, usePurchaseWrite } from "../api.ts";
import { isOpen, mailOnItsWay } from "../purchase-words.ts";

interface PurchaseDeedsProps {
  purchase: Purchase;
  /** In a list: only what orders it. */
  short?: boolean;
}

/** What can be done with an order, the likeliest first. */
export function PurchaseDeeds({ purchase, short = false }: PurchaseDeedsProps) {
  const mail = usePurchaseWrite("purchases.mail");
  const send = usePurchaseWrite("purchases.send");
  const cancel = usePurchaseWrite("purchases.cancel");
  const refusal = useRefusal("operator");
  const say = useSay();
  const { id, number, status, supplier } = purchase;
  const busy = refusal !== null || mail.isPending || send.isPending || cancel.isPending;
  const underWay = status === "draft" && mailOnItsWay(purchase);
  const note = (write: typeof mail | typeof send | typeof cancel, done: string) => {
    write.mutateAsync({ purchase: id }).then(
      () => say(`${number}: ${done}.`),
      (error: unknown) => say(`${number}: ${messageOf(error)}`, { lasting: true }),
    );
  };
  const save = () => {
    saveCsv(id).then(
      (name) => say(`${name}.csv saved.`),
      (error: unknown) => say(`${number}: ${messageOf(error)}`, { lasting: true }),
    );
  };
  return (
    <>
      {status === "draft" && !underWay && (
        <>
          <button
            type="button"
            className="btn primary"
            disabled={busy}
            title={refusal ?? `Mails the rows to the address set for ${supplier}; a mail cannot be taken back`}
            onClick={() => note(mail, "on its way to the supplier")}
          >
            Mail it
          </button>
          <button
            type="button"
            className="btn"
            disabled={busy}
            title={refusal ?? "You ordered it another way: nothing is sent"}
            onClick={() => note(send, "noted as ordered")}
          >
            I ordered it
          </button>
        </>
      )}
      {!short && (
        <>
          <button type="button" className="btn" onClick={() => window.print()}>
            Print
          </button>
          <button type="button" className="btn" onClick={save}>
            Save as CSV
          </button>
        </>
      )}
      {!short && isOpen({ status }) && !underWay && (
        <button
          type="button"
          className="btn"
          disabled={busy}
          title={
            refusal ?? (status === "draft" ? "Nothing was ordered yet" : "Tell the supplier, too: nobody else does")
          }
          onClick={() => note(cancel, "cancelled")}
        >
          Cancel
        </button>
      )}
    </>
  );
}
