import { Link } from "wouter";
import { money } from "../../../lib/format/money.ts";
import { plural } from "../../../lib/format/number.ts";
import { Status } from "../../../ui/status.tsx";
import { Relative } from "../../../ui/times.tsx";
import type { Purchase } from "../api.ts";
import { isOpen, mailSentence, purchaseWords, unitsOf } from "../purchase-words.ts";
import { PurchaseDeeds } from "./purchase-deeds.tsx";

/** One order to one supplier in a list; its rows and what arrived are on its own page. */
export function PurchaseCard({ purchase }: { purchase: Purchase }) {
  const { id, number, supplier, status, currency, totalMinor, lines, createdAt } = purchase;
  const { tone, word } = purchaseWords[status];
  const mail = mailSentence(purchase);
  const arrived = unitsOf(purchase, "received");
  return (
    <article className="card" aria-label={`Purchase ${number} from ${supplier}`}>
      <h3>
        <Link href={`/purchases/${id}`}>{supplier}</Link>
        <span>{money(totalMinor, currency, { rough: true })}</span>
      </h3>
      <p>
        <Status tone={tone}>{word}</Status> · {number} · {plural(lines.length, "product")},{" "}
        {plural(unitsOf(purchase, "quantity"), "unit")}
        {arrived > 0 && `, ${arrived} arrived`} · drafted <Relative at={createdAt} />
      </p>
      {mail && <p className={mail.tone === "warn" ? "text-warn" : "quiet"}>{mail.text}</p>}
      <div className="do">
        {status === "draft" && <PurchaseDeeds purchase={purchase} short />}
        <Link href={`/purchases/${id}`} className="btn">
          {isOpen(purchase) && status !== "draft" ? "Note what arrived" : "Open"}
        </Link>
      </div>
    </article>
  );
}
