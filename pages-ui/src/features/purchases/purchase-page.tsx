import type { ReactNode } from "react";
import { money } from "../../lib/format/money.ts";
import { count, plural } from "../../lib/format/number.ts";
import { Actor } from "../../ui/actor.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Status } from "../../ui/status.tsx";
import { When } from "../../ui/times.tsx";
import { type Purchase, usePurchase } from "./api.ts";
import { PurchaseDeeds } from "./components/purchase-deeds.tsx";
import { PurchaseLines } from "./components/purchase-lines.tsx";
import { ReceiveForm } from "./components/receive-form.tsx";
import { SupplierAddress } from "./components/supplier-address.tsx";
import { isOpen, mailSentence, purchaseWords, unitsOf } from "./purchase-words.ts";

/** One order to one supplier: what it says on paper, what came of it, and what can be done. It prints as the order alone. */
export function PurchasePage({ id }: { id: string }) {
  const query = usePurchase(id);
  const purchase = query.data;
  return (
    <>
      <PageHead
        tab={purchase?.number ?? "Purchase"}
        back={{ href: "/purchases", name: "Purchases" }}
        title={purchase ? `Order ${purchase.number} to ${purchase.supplier}` : "Purchase"}
        sub={
          purchase &&
          `${plural(unitsOf(purchase, "quantity"), "unit")}, ${money(purchase.totalMinor, purchase.currency)} in all.`
        }
      >
        {purchase && <PurchaseDeeds purchase={purchase} />}
      </PageHead>
      <Loaded query={query} rows={8}>
        {(found) => <Details purchase={found} />}
      </Loaded>
    </>
  );
}

function Details({ purchase }: { purchase: Purchase }) {
  const mail = mailSentence(purchase);
  const { tone, word } = purchaseWords[purchase.status];
  return (
    <div className="two">
      <div className="stack">
        {mail && <p className={`no-print ${mail.tone === "warn" ? "text-warn" : "quiet"}`}>{mail.text}</p>}
        <section>
          <h2 className="sr-only">Rows</h2>
          <PurchaseLines purchase={purchase} />
        </section>
        {isOpen(purchase) && (
          <details className="no-print more-of" open={purchase.status !== "draft"}>
            <summary>What arrived</summary>
            <ReceiveForm key={purchase.receipts.length} purchase={purchase} />
          </details>
        )}
      </div>
      <aside className="no-print">
        <section>
          <h2>Where it stands</h2>
          <p>
            <Status tone={tone}>{word}</Status>
          </p>
          <ol className="steps" style={{ marginTop: 8 }}>
            <Step at={purchase.createdAt}>drafted</Step>
            {purchase.sentAt !== null && (
              <Step at={purchase.sentAt}>
                {purchase.mailId === null ? "ordered by hand" : "mailed to the supplier"}
              </Step>
            )}
            {purchase.receipts.map(({ receipt, at, actor, units }) => (
              <Step key={receipt} at={at}>
                {plural(sum(units), "unit")} arrived
                <span className="faint">
                  {" "}
                  · {receipt} · <Actor id={actor} />
                </span>
              </Step>
            ))}
            {purchase.status === "cancelled" && <Step at={purchase.updatedAt}>cancelled</Step>}
          </ol>
        </section>
        {purchase.status === "draft" && (
          <section>
            <h2>Mailed to</h2>
            <SupplierAddress supplier={purchase.supplier} />
          </section>
        )}
        {isOpen(purchase) && (
          <section>
            <h2>Counted as coming</h2>
            <p className="quiet">
              {count(unitsOf(purchase, "quantity") - unitsOf(purchase, "received"))} units of it count as coming when
              the agent looks for what runs out. Cancelled, they no longer do.
            </p>
          </section>
        )}
      </aside>
    </div>
  );
}

function Step({ at, children }: { at: number; children: ReactNode }) {
  return (
    <li>
      <When at={at} />
      <span>{children}</span>
    </li>
  );
}

const sum = (units: Record<string, number>) => Object.values(units).reduce((total, each) => total + each, 0);
