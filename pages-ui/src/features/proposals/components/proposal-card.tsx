import { useRef, useState } from "react";
import { claim, gainPer, spends } from "../../../ledger/claim.ts";
import { leading, readReasons } from "../../../ledger/reasons.ts";
import { messageOf } from "../../../lib/api/api-error.ts";
import { money } from "../../../lib/format/money.ts";
import { count, plural } from "../../../lib/format/number.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useKeys } from "../../../lib/use-keys.ts";
import { MoreButton } from "../../../ui/more-button.tsx";
import { useSay } from "../../../ui/notices.tsx";
import { Relative } from "../../../ui/times.tsx";
import { useActionKinds } from "../../agents/api.ts";
import { type Action, type Card, type RejectReason, useCardRows, useDecide } from "../api.ts";
import { editableOf } from "../edit-rows.ts";
import { useDrafts } from "../use-drafts.ts";
import { CardEvidence } from "./card-evidence.tsx";
import { CardRows } from "./card-rows.tsx";
import { RejectDialog } from "./reject-dialog.tsx";

const rowsAtFirst = 3;
const leaveMs = 120;

interface ProposalCardProps {
  card: Card;
  selected: boolean;
  onSelect: () => void;
}

/** A decision: claim and money, the reason, the rows, the evidence, the keys to press. */
export function ProposalCard({ card, selected, onSelect }: ProposalCardProps) {
  const [open, setOpen] = useState(false);
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const [rejecting, setRejecting] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const article = useRef<HTMLElement>(null);
  const refusal = useRefusal("operator");
  const decide = useDecide();
  const say = useSay();
  const drafts = useDrafts();

  const all = useCardRows(card.groupKey, open && card.count > card.rows.length);
  const loaded = strongestFirst(card, all.data?.pages.flatMap((page) => page.items) ?? []);
  const rows = open ? loaded : card.rows.slice(0, drafts.texts ? card.rows.length : rowsAtFirst);
  const everySeen = loaded.length >= card.count;
  const chosen = everySeen ? loaded.filter((row) => !skipped.has(row.id)).map((row) => row.id) : null;
  const chosenCount = chosen?.length ?? card.count;
  const title = claim(card);
  const [first] = card.rows;
  const reasons = leading(readReasons(card.reasons), 3);
  const editable = card.rows.some((row) => editableOf(row) !== null);
  const busy = refusal !== null || chosenCount === 0 || leaving;

  const send = async (op: "approve" | "reject", reason?: RejectReason, note?: string) => {
    const whole = chosenCount === card.count;
    if (whole) {
      setLeaving(true);
      await new Promise((resolve) => setTimeout(resolve, leaveMs));
    }
    // By the promise: the card is gone from the page before the answer comes.
    try {
      const { ok, refused, items } = await decide.mutateAsync({
        op,
        groupKey: card.groupKey,
        ids: chosen,
        reason,
        note,
      });
      const done = op === "approve" ? "approved" : "rejected";
      const why = items.find((item) => !item.ok)?.message ?? "no reason given";
      const link = op === "approve" ? { href: "/changes?status=any", name: "See changes" } : undefined;
      if (refused > 0) say(`${count(ok)} ${done}, ${count(refused)} refused: ${why}`, { lasting: true, link });
      else say(op === "approve" ? `${title}: approved, being applied.` : `${title}: rejected.`, { link });
    } catch (error) {
      setLeaving(false);
      say(`Not ${op === "approve" ? "approved" : "rejected"}: ${messageOf(error)}`, { lasting: true });
    }
  };
  const approve = () => {
    if (!busy && !drafts.texts) void send("approve");
  };
  const edit = () => {
    if (refusal || !editable) return;
    drafts.start();
    requestAnimationFrame(() => article.current?.querySelector<HTMLInputElement>("td input[inputmode]")?.focus());
  };

  // Folded rows cannot be seen, so none of them stays left out.
  const fold = () => {
    setSkipped(new Set());
    setOpen(!open);
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
      <p>
        {card.count > 1 && first && <span className="faint">Strongest, {first.title}: </span>}
        {reasons.map(({ text }) => text).join(" ") || "The agent gave no reason."}
      </p>
      <CardRows
        rows={rows}
        skipped={open && everySeen && card.count > 1 && !drafts.texts ? skipped : null}
        onSkip={(id) => setSkipped(toggled(skipped, id))}
        drafts={drafts.texts}
        onDraft={drafts.change}
      />
      {card.count > 1 && !drafts.texts && (
        <button type="button" className="btn plain more" aria-expanded={open} onClick={fold}>
          {unfoldName(card, open)}
        </button>
      )}
      {open && <MoreButton query={all} name="Show more" />}
      <CardEvidence card={card} />
      {drafts.texts ? (
        <div className="do">
          <button
            type="button"
            className="btn primary"
            disabled={drafts.edits(loaded) === null || drafts.saving}
            onClick={() => drafts.approve(loaded)}
          >
            Approve {plural(drafts.edits(loaded)?.length ?? 0, "changed value")}
          </button>
          <button type="button" className="btn" onClick={drafts.drop}>
            Cancel
          </button>
          <small>Only the rows you change are approved. Floors hold for your values too.</small>
        </div>
      ) : (
        <div className="do" title={refusal ?? undefined}>
          <button type="button" className="btn primary" disabled={busy} onClick={approve}>
            Approve{card.count > 1 ? ` ${count(chosenCount)}` : ""} {selected && <kbd>A</kbd>}
          </button>
          {editable && (
            <button type="button" className="btn" disabled={refusal !== null} onClick={edit}>
              Edit {selected && <kbd>E</kbd>}
            </button>
          )}
          <button type="button" className="btn" disabled={busy} onClick={() => setRejecting(true)}>
            Reject {selected && <kbd>R</kbd>}
          </button>
          <small>
            {refusal ?? (
              <>
                expires <Relative at={card.expiresAt} /> · <UndoNote card={card} />
              </>
            )}
          </small>
        </div>
      )}
      {rejecting && (
        <RejectDialog
          what={chosenCount === card.count ? title : `${title}, ${plural(chosenCount, "row")} of them`}
          onClose={() => setRejecting(false)}
          onReject={(reason, note) => {
            setRejecting(false);
            void send("reject", reason, note);
          }}
        />
      )}
    </article>
  );
}

/** What it should bring; for what commits money, that sum first. */
function CardMoney({ card: { kind, currency, impactMinor, moneyMinor } }: { card: Card }) {
  const gain = money(impactMinor, currency, { signed: true, rough: true }) + gainPer(kind);
  if (!spends(kind)) return <span>{gain}</span>;
  return (
    <span>
      {money(moneyMinor, currency, { rough: true })} <span className="quiet">for {gain}</span>
    </span>
  );
}

function UndoNote({ card }: { card: Card }) {
  const kind = useActionKinds().find((each) => each.kind === card.kind && each.agent === card.agent);
  if (!kind) return "";
  return kind.revertible
    ? "can be undone"
    : `cannot be undone: ${kind.notRevertibleBecause ?? "it has left the system"}`;
}

function unfoldName({ count: size }: Card, open: boolean): string {
  if (size <= rowsAtFirst) return open ? "Choose all" : "Choose rows";
  return open ? "Show fewer" : `Show all ${count(size)}`;
}

/** The rows that came with the card in its order, then the others. */
function strongestFirst(card: Card, others: Action[]): Action[] {
  const known = new Set(card.rows.map((row) => row.id));
  return [...card.rows, ...others.filter((row) => !known.has(row.id))];
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
