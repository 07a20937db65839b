import { useRef, useState } from "react";
import { claim } from "../../../ledger/claim.ts";
import { leading, readReasons } from "../../../ledger/reasons.ts";
import { count, plural } from "../../../lib/format/number.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useKeys } from "../../../lib/use-keys.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";
import { useActionKinds } from "../../agents/api.ts";
import { ScheduleDialog } from "../../batches/components/schedule-dialog.tsx";
import type { Card, Decision } from "../api.ts";
import { asksAgain } from "../asks-again.ts";
import { editableOf } from "../edit-rows.ts";
import { useCardSelection } from "../use-card-selection.ts";
import { useDecision } from "../use-decision.ts";
import { useDrafts } from "../use-drafts.ts";
import { DecideButtons, EditButtons } from "./card-buttons.tsx";
import { CardEvidence } from "./card-evidence.tsx";
import { CardMoney } from "./card-money.tsx";
import { CardRows } from "./card-rows.tsx";
import { RejectDialog } from "./reject-dialog.tsx";

const reasonsShown = 3;

interface ProposalCardProps {
  card: Card;
  selected: boolean;
  onSelect: () => void;
}

/** A decision: claim and money, the reason, the rows, the evidence, the keys to press. */
export function ProposalCard({ card, selected, onSelect }: ProposalCardProps) {
  const title = claim(card);
  const [rejecting, setRejecting] = useState(false);
  const [scheduling, setScheduling] = useState(false);
  const [asking, setAsking] = useState(false);
  const article = useRef<HTMLElement>(null);
  const refusal = useRefusal("operator");
  const selection = useCardSelection(card);
  const { leaving, send } = useDecision(title);
  const drafts = useDrafts();
  const { open, chosen, chosenCount } = selection;
  const whole = chosenCount === card.count;
  const editable = card.rows.some((row) => editableOf(row) !== null);
  const busy = refusal !== null || chosenCount === 0 || leaving;

  const decide = (decision: Pick<Decision, "op" | "reason" | "note">) => {
    if (busy || drafts.texts) return;
    if (!whole) {
      selection.fold();
      article.current?.scrollIntoView({ block: "nearest" });
    }
    void send({ ...decision, groupKey: card.groupKey, ids: chosen }, whole);
  };
  const kind = useActionKinds().find((each) => each.kind === card.kind && each.agent === card.agent);
  const question = asksAgain(card, chosenCount, kind);
  const approve = () => {
    if (question === null) decide({ op: "approve" });
    else if (!busy && !drafts.texts) setAsking(true);
  };
  const edit = () => {
    if (refusal || !editable) return;
    drafts.start();
    requestAnimationFrame(() => article.current?.querySelector<HTMLInputElement>("td input[inputmode]")?.focus());
  };
  useKeys(selected ? { a: approve, e: edit, r: () => !busy && setRejecting(true) } : {});

  return (
    <article
      ref={article}
      className="card"
      tabIndex={-1}
      data-card={card.groupKey}
      data-selected={selected}
      data-leaving={leaving}
      aria-label={title}
      onFocusCapture={onSelect}
    >
      <h3>
        {title}
        <CardMoney card={card} />
      </h3>
      <Why card={card} />
      <CardRows
        rows={drafts.texts && !open ? card.rows : selection.rows}
        skipped={drafts.texts ? null : selection.skipped}
        onSkip={selection.skip}
        drafts={drafts.texts}
        onDraft={drafts.change}
      />
      {card.count > 1 && !drafts.texts && (
        <button type="button" className="btn plain more" aria-expanded={open} onClick={selection.fold}>
          {unfoldName(card.count, selection.short, open)}
        </button>
      )}
      {open && <MoreButton query={selection.more} name="Show more" />}
      <CardEvidence card={card} />
      {drafts.texts ? (
        <EditButtons
          changed={drafts.edits(selection.loaded)?.length ?? null}
          saving={drafts.saving}
          onApprove={() => drafts.approve(selection.loaded)}
          onCancel={drafts.drop}
        />
      ) : (
        <DecideButtons
          card={card}
          chosenCount={chosenCount}
          asks={question !== null}
          keys={selected && refusal === null}
          refusal={refusal}
          busy={busy}
          onApprove={approve}
          onEdit={editable ? edit : null}
          onSchedule={card.kind === "price.set" ? () => setScheduling(true) : null}
          onReject={() => setRejecting(true)}
        />
      )}
      {asking && question !== null && (
        <ConfirmDialog
          title={`${whole ? title : `${title}, ${plural(chosenCount, "row")} of them`}?`}
          yes={`Approve ${count(chosenCount)}`}
          onClose={() => setAsking(false)}
          onYes={() => decide({ op: "approve" })}
        >
          {question}
        </ConfirmDialog>
      )}
      {scheduling && (
        <ScheduleDialog
          title={title}
          groupKey={card.groupKey}
          ids={whole ? null : chosen}
          onClose={() => setScheduling(false)}
        />
      )}
      {rejecting && (
        <RejectDialog
          what={whole ? title : `${title}, ${plural(chosenCount, "row")} of them`}
          onClose={() => setRejecting(false)}
          onReject={(reason, note) => {
            setRejecting(false);
            decide({ op: "reject", reason, note });
          }}
        />
      )}
    </article>
  );
}

/** The reasons of the strongest row, which is what the group rests on. */
function Why({ card }: { card: Card }) {
  const [first] = card.rows;
  const reasons = leading(readReasons(card.reasons), reasonsShown);
  return (
    <p>
      {card.count > 1 && first && <span className="faint">Strongest, {first.title}: </span>}
      {reasons.map(({ text }) => text).join(" ") || "The agent gave no reason."}
    </p>
  );
}

function unfoldName(size: number, short: boolean, open: boolean): string {
  if (short) return open ? "Choose all" : "Choose rows";
  return open ? "Show fewer" : `Show all ${count(size)}`;
}
