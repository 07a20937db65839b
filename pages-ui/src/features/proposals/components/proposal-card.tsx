import { useRef, useState } from "react";
import { claim } from "../../../ledger/claim.ts";
import { readReasons } from "../../../ledger/reasons.ts";
import { money } from "../../../lib/format/money.ts";
import { plural } from "../../../lib/format/number.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useKeys } from "../../../lib/use-keys.ts";
import { Mark } from "../../../ui/mark.tsx";
import { useSay } from "../../../ui/notices.tsx";
import { Relative } from "../../../ui/times.tsx";
import { useActionKinds } from "../../agents/api.ts";
import { type Card, type RejectReason, useCardRows, useDecide } from "../api.ts";
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
  const loaded = all.data?.items ?? card.rows;
  const rows = open ? loaded : card.rows.slice(0, rowsAtFirst);
  const everySeen = loaded.length >= card.count;
  const chosen = everySeen ? loaded.filter((row) => !skipped.has(row.id)).map((row) => row.id) : null;
  const chosenCount = chosen?.length ?? card.count;
  const title = claim(card);
  const reasons = readReasons(card.reasons);
  const editable = card.rows.some((row) => editableOf(row) !== null);
  const busy = refusal !== null || chosenCount === 0 || leaving;

  const send = async (op: "approve" | "reject", reason?: RejectReason, note?: string) => {
    const whole = chosenCount === card.count;
    if (whole) {
      setLeaving(true);
      await new Promise((resolve) => setTimeout(resolve, leaveMs));
    }
    decide.mutate(
      { op, groupKey: card.groupKey, ids: chosen, reason, note },
      {
        onSuccess: ({ ok, refused, items }) => {
          const why = items.find((item) => !item.ok)?.message;
          const link = op === "approve" ? { href: "/changes", name: "See changes" } : undefined;
          if (refused > 0)
            say(
              `${ok} ${op === "approve" ? "approved" : "rejected"}, ${refused} refused: ${why ?? "no reason given"}`,
              { lasting: true, link },
            );
          else say(op === "approve" ? `${title}: approved, being applied.` : `${title}: rejected.`, { link });
        },
        onError: (error) => {
          setLeaving(false);
          say(`Not ${op === "approve" ? "approved" : "rejected"}: ${error.message}`, { lasting: true });
        },
      },
    );
  };
  const approve = () => {
    if (!busy && !drafts.texts) void send("approve");
  };
  const edit = () => {
    if (refusal || !editable) return;
    drafts.start();
    setOpen(true);
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
        <span title={`${money(card.moneyMinor, card.currency)} moved or committed`}>
          {money(card.impactMinor, card.currency, { signed: true, rough: true })}
        </span>
      </h3>
      <p>
        {reasons.map(({ text }) => text).join(" ") || "The agent gave no reason."}
        {generatedFigures(card).map((name) => (
          <Mark key={name} of={name} provenance="generated" />
        ))}
      </p>
      <CardRows
        rows={rows}
        skipped={open && everySeen && card.count > 1 && !drafts.texts ? skipped : null}
        onSkip={(id) => setSkipped(toggled(skipped, id))}
        drafts={drafts.texts}
        onDraft={drafts.change}
      />
      {card.count > rowsAtFirst && !drafts.texts && (
        <button type="button" className="btn plain more" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Show fewer" : `Show all ${card.count}`}
        </button>
      )}
      <CardEvidence card={card} />
      {drafts.texts ? (
        <div className="do">
          <button
            type="button"
            className="btn primary"
            disabled={!drafts.valid(loaded) || drafts.saving}
            onClick={() => drafts.save(loaded)}
          >
            Save values
          </button>
          <button type="button" className="btn" onClick={drafts.drop}>
            Cancel
          </button>
          <small>Floors hold for edited values too. Saving does not approve.</small>
        </div>
      ) : (
        <div className="do" title={refusal ?? undefined}>
          <button type="button" className="btn primary" disabled={busy} onClick={approve}>
            Approve{card.count > 1 ? ` ${chosenCount}` : ""} {selected && <kbd>A</kbd>}
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

function UndoNote({ card }: { card: Card }) {
  const kind = useActionKinds().find((each) => each.kind === card.kind && each.agent === card.agent);
  if (!kind) return "";
  return kind.revertible
    ? "can be undone"
    : `cannot be undone: ${kind.notRevertibleBecause ?? "it has left the system"}`;
}

/** Names of figures that the sandbox made up, for the reason line; the others are marked where they stand. */
function generatedFigures(card: Card): string[] {
  const provenance = card.rows[0]?.provenance ?? {};
  const reasons = readReasons(card.reasons);
  const shown = new Set(reasons.flatMap(({ figures }) => figures.map(([name]) => name)));
  return Object.keys(provenance).filter((name) => provenance[name]?.startsWith("generated") && !shown.has(name));
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
