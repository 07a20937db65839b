import { Link } from "wouter";
import { gainPer, kindName } from "../../ledger/claim.ts";
import { money } from "../../lib/format/money.ts";
import { useRefusal } from "../../lib/session/session-context.ts";
import { useSay } from "../../ui/notices.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { type Autonomy, type Earned, type Offer, useAcceptLimit } from "./api.ts";
import { bounds, deserved, lookedBack, question } from "./words.ts";

interface OfferCardProps {
  earned: Earned & { offer: Offer };
  autonomy: Autonomy;
  currency: string;
}

/** A limit that a kind has earned, to accept or to leave: it stands until its record says otherwise. */
export function OfferCard({ earned, autonomy, currency }: OfferCardProps) {
  const accept = useAcceptLimit();
  const refusal = useRefusal("admin");
  const say = useSay();
  const { kind, record, offer } = earned;
  const { largest, impactMinor } = offer.wouldHave;
  const name = kindName(kind);
  const submit = () =>
    accept.mutateAsync({ kind, version: autonomy.version, limits: offer.limits }).then(
      ({ version, mode }) =>
        say(
          mode === "auto"
            ? `Policy version ${version} is in force: ${name} go through within it.`
            : `Policy version ${version} is in force. Its agent is in ${mode}: until that is auto it asks for everything.`,
        ),
      // It stands below the button.
      () => {},
    );
  return (
    <article className="card" aria-label={question(name, offer.limits, currency)}>
      <h3>
        <b>{question(name, offer.limits, currency)}</b>
        <span>
          {money(impactMinor, currency, { signed: true, rough: true })}
          {gainPer(kind)}
        </span>
      </h3>
      <p>{deserved(record, autonomy.bar.days)}</p>
      <p>
        {lookedBack(offer.wouldHave)}{" "}
        {largest && (
          <>
            The largest moved {money(largest.moneyMinor, currency)}:{" "}
            <Link href={`/changes/${largest.id}`} className="link">
              {largest.title}
            </Link>
            .
          </>
        )}
      </p>
      <p className="faint">
        Within {bounds(offer.limits, currency)}. It asks again by itself as soon as one is undone, fails or measures
        worse.
      </p>
      <div className="do">
        <button
          type="button"
          className="btn primary"
          disabled={refusal !== null || accept.isPending}
          title={refusal ?? undefined}
          onClick={() => void submit()}
        >
          Accept this limit
        </button>
        <small>{refusal ?? "Undo: set it to “ask me” under Policy, at any time."}</small>
      </div>
      {accept.error && <ProblemNote error={accept.error} />}
    </article>
  );
}
