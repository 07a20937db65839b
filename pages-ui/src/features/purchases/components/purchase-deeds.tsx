import { useState } from "react";
import { messageOf } from "../../../lib/api/api-error.ts";
import { money } from "../../../lib/format/money.ts";
import { plural } from "../../../lib/format/number.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { useSay } from "../../../ui/notices.tsx";
import { type Purchase, saveCsv, usePurchaseWrite } from "../api.ts";
import { isOpen, mailOnItsWay, unitsOf } from "../purchase-words.ts";

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
  const [asked, setAsked] = useState<"mail" | "cancel" | null>(null);
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
            onClick={() => setAsked("mail")}
          >
            Mail it …
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
          onClick={() => setAsked("cancel")}
        >
          Cancel …
        </button>
      )}
      {asked === "mail" && (
        <ConfirmDialog
          title={`Mail ${number} to ${supplier}?`}
          yes="Mail it"
          onClose={() => setAsked(null)}
          onYes={() => note(mail, "on its way to the supplier")}
        >
          {plural(unitsOf(purchase, "quantity"), "unit")} for {money(purchase.totalMinor, purchase.currency)} are
          ordered at the address set for this supplier. A mail cannot be taken back.
        </ConfirmDialog>
      )}
      {asked === "cancel" && (
        <ConfirmDialog
          title={`Cancel ${number}?`}
          yes="Cancel the order"
          no="Keep it"
          onClose={() => setAsked(null)}
          onYes={() => note(cancel, "cancelled")}
        >
          Its units no longer count as coming.{" "}
          {status === "draft" ? "Nothing was ordered yet." : "Tell the supplier, too: nobody else does."}
        </ConfirmDialog>
      )}
    </>
  );
}
