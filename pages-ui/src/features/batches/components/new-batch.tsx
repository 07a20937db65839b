import { useId, useState } from "react";
import { plural } from "../../../lib/format/number.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { ProblemNote } from "../../../ui/problem-note.tsx";
import { useShop } from "../../shop/api.ts";
import { type BatchAnswer, usePriceBatch } from "../api.ts";
import { readLines } from "../read-lines.ts";
import { BatchPreview } from "./batch-preview.tsx";

/** Prices typed or pasted, looked at first and then entered as one batch. */
export function NewBatch({ onEntered }: { onEntered: () => void }) {
  const id = useId();
  const say = useSay();
  const refusal = useRefusal("operator");
  const currency = useShop().data?.shop?.currency ?? null;
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [seen, setSeen] = useState<BatchAnswer | null>(null);
  const batch = usePriceBatch();
  const { changes, unreadable } = readLines(text, currency ?? "GBP");
  const ready =
    refusal === null && currency !== null && title.trim() !== "" && changes.length > 0 && unreadable.length === 0;
  const change = (set: (value: string) => void) => (event: { target: { value: string } }) => {
    set(event.target.value);
    setSeen(null);
  };
  const look = () => batch.mutate({ title, changes, preview: true }, { onSuccess: setSeen });
  const enter = () =>
    batch.mutate(
      { title, changes, partial: true },
      {
        onSuccess: ({ totals }) => {
          say(`${plural(totals.rows, "price")} entered as “${title}”. Give it a time, or set it now.`);
          onEntered();
        },
      },
    );
  return (
    <section className="stack">
      <h2>New batch</h2>
      <div style={{ maxWidth: 620 }}>
        <div className="field">
          <label className="label" htmlFor={`${id}-title`}>
            Name
          </label>
          <span className="control">
            <input id={`${id}-title`} value={title} maxLength={120} onChange={change(setTitle)} />
          </span>
        </div>
        <div className="field">
          <label className="label" htmlFor={`${id}-lines`}>
            SKU and new price, one a line{currency && ` (${currency})`}
          </label>
          <span className="control">
            <textarea
              id={`${id}-lines`}
              rows={6}
              value={text}
              placeholder={"85123A 2.95\n22423 12.75"}
              aria-describedby={`${id}-wrong`}
              onChange={change(setText)}
            />
          </span>
          <span className="wrong" id={`${id}-wrong`}>
            {unreadable.length > 0 && `No price: ${unreadable.slice(0, 3).join("; ")}`}
          </span>
        </div>
      </div>
      {batch.error && <ProblemNote error={batch.error} />}
      {seen && <BatchPreview answer={seen} />}
      <div className="do" title={refusal ?? undefined}>
        {seen && seen.totals.rows > 0 ? (
          <button type="button" className="btn primary" disabled={!ready || batch.isPending} onClick={enter}>
            Enter {plural(seen.totals.rows, "price")}
          </button>
        ) : (
          <button type="button" className="btn primary" disabled={!ready || batch.isPending} onClick={look}>
            See what it does
          </button>
        )}
        <button type="button" className="btn" onClick={onEntered}>
          Cancel
        </button>
        <small>{refusal ?? "Nothing is sent to the shop before you give the batch its time."}</small>
      </div>
    </section>
  );
}
