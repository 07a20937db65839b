import { Link } from "wouter";
import { claim } from "../../../ledger/claim.ts";
import { plainText } from "../../../ledger/plain-text.ts";
import { statusWords } from "../../../ledger/status-words.ts";
import { money } from "../../../lib/format/money.ts";
import { sentence } from "../../../lib/format/number.ts";
import { Status } from "../../../ui/status.tsx";
import type { Action } from "../../changes/api.ts";
import { UndoButton } from "../../changes/components/undo-button.tsx";

/** Changes whose end is not good or not known: each asks for a look. */
export function Questions({ actions }: { actions: Action[] }) {
  return actions.map((action) => {
    const { tone, word, means } = statusWords(action.status);
    return (
      <article key={action.id} className="card" aria-label={action.title}>
        <h3>
          <Link href={`/changes/${action.id}`}>{claim({ ...action, count: 1 })}</Link>
          <span>{money(action.moneyMinor || action.impactMinor, action.currency, { rough: true })}</span>
        </h3>
        <p>
          <Status tone={tone}>{sentence(word)}:</Status>{" "}
          {plainText(action.error ?? action.statusReason ?? means, action.currency)}
        </p>
        <div className="do">
          <Link href={`/changes/${action.id}`} className="btn">
            Look at it
          </Link>
          <UndoButton action={action} plain={false} />
        </div>
      </article>
    );
  });
}
