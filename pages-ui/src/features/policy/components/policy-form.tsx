import { useState } from "react";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { ProblemNote } from "../../../ui/problem-note.tsx";
import { useShop } from "../../shop/api.ts";
import { askAlways, type PolicyDocument, type PolicyVersion, usePreview, useSavePolicy } from "../api.ts";
import { KindLimits } from "./kind-limits.tsx";
import { LimitInput } from "./limit-input.tsx";
import { PreviewResult } from "./preview-result.tsx";

/** Every kind with its rule and limits; nothing is saved before it was seen what it would have done. */
export function PolicyForm({ policy, kinds }: { policy: PolicyVersion; kinds: string[] }) {
  const [document, setDocument] = useState<PolicyDocument>(policy.document);
  const [resets, setResets] = useState(0);
  const preview = usePreview();
  const save = useSavePolicy();
  const currency = useShop().data?.shop?.currency ?? "GBP";
  const mayPreview = useRefusal("operator");
  const maySave = useRefusal("admin");
  const say = useSay();
  const dirty = JSON.stringify(document) !== JSON.stringify(policy.document);
  const change = (next: PolicyDocument) => {
    setDocument(next);
    preview.reset();
  };
  const earn = (part: Partial<PolicyDocument["earning"]>) =>
    change({ ...document, earning: { ...document.earning, ...part } });
  const putBack = () => {
    change(policy.document);
    setResets((times) => times + 1);
  };
  const submit = () => {
    // By the promise: a new version draws the form anew. The refusal stays in `save.error`.
    save.mutateAsync({ version: policy.version, document }).then(
      ({ version }) => say(`Policy version ${version} is in force.`),
      () => {},
    );
  };

  return (
    <div className="stack">
      {kinds.map((kind) => (
        <KindLimits
          key={`${kind} ${resets}`}
          kind={kind}
          limits={document.kinds[kind] ?? askAlways}
          currency={currency}
          disabled={maySave !== null}
          onChange={(limits) => change({ ...document, kinds: { ...document.kinds, [kind]: limits } })}
        />
      ))}
      <section>
        <h2>Attention</h2>
        <div className="form" key={resets}>
          <LimitInput
            label="New cards a day, at most"
            hint="The rest wait, counted."
            value={document.cardsPerDay}
            required
            disabled={maySave !== null}
            onChange={(value) => change({ ...document, cardsPerDay: value ?? document.cardsPerDay })}
          />
          <LimitInput
            label="Proposals expire after"
            unit="days"
            value={document.proposalsExpireAfterDays}
            required
            disabled={maySave !== null}
            onChange={(value) =>
              change({ ...document, proposalsExpireAfterDays: value ?? document.proposalsExpireAfterDays })
            }
          />
        </div>
      </section>
      <section>
        <h2>When a limit is offered</h2>
        <div className="form" key={resets}>
          <LimitInput
            label="Approved as proposed, at least"
            hint="None undone, failed or measured worse."
            value={document.earning.approvals}
            required
            disabled={maySave !== null}
            onChange={(value) => earn({ approvals: value ?? document.earning.approvals })}
          />
          <LimitInput
            label="Within"
            unit="days"
            value={document.earning.days}
            required
            disabled={maySave !== null}
            onChange={(value) => earn({ days: value ?? document.earning.days })}
          />
          <LimitInput
            label="Changed or refused, at most"
            unit="%"
            value={Math.round(document.earning.refusedShare * 100)}
            required
            disabled={maySave !== null}
            onChange={(value) => earn({ refusedShare: Math.min(100, value ?? 0) / 100 })}
          />
        </div>
      </section>
      <div className="do">
        <button
          type="button"
          className={`btn ${dirty && !preview.data ? "primary" : ""}`}
          disabled={mayPreview !== null || preview.isPending}
          onClick={() => preview.mutate({ document, days: 7 })}
        >
          {preview.isPending ? "Looking back …" : "What would it have done?"}
        </button>
        <button
          type="button"
          className={`btn ${dirty && preview.data ? "primary" : ""}`}
          disabled={!dirty || !preview.data || maySave !== null || save.isPending}
          title={maySave ?? (preview.data ? undefined : "Look at what it would have done first.")}
          onClick={submit}
        >
          Put in force
        </button>
        {dirty && (
          <button type="button" className="btn" onClick={putBack}>
            Put back
          </button>
        )}
        <small>{maySave}</small>
      </div>
      {(preview.error ?? save.error) && <ProblemNote error={preview.error ?? save.error} />}
      {preview.data && <PreviewResult preview={preview.data} currency={currency} />}
    </div>
  );
}
