import { type FormEvent, useState } from "react";
import { ApiError } from "../../../lib/api/api-error.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { type AgentDetail, useAgentWrite } from "../api.ts";
import { fieldOf } from "../schema/json-schema.ts";
import { SchemaGroup } from "./schema-fields.tsx";

/** The agent's settings, drawn from their own schema; the agent checks them and keeps every version. */
export function SettingsForm({ agent, detail }: { agent: string; detail: AgentDetail }) {
  const [settings, setSettings] = useState<Record<string, unknown>>(detail.view.settings);
  const [resets, setResets] = useState(0);
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const save = useAgentWrite("agents.settings");
  const refusal = useRefusal("operator");
  const say = useSay();
  const root = fieldOf(detail.description.settingsSchema);
  const dirty = JSON.stringify(settings) !== JSON.stringify(detail.view.settings);
  const wrong = new Map(
    save.error instanceof ApiError
      ? save.error.fields.map((each) => [each.path.replace(/^settings\./, ""), each.message])
      : [],
  );
  if (root.type !== "group") return <p className="faint">This agent has no settings.</p>;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    // By the promise: a new version draws the form anew. The refusal stays in `save.error`.
    save.mutateAsync({ agent, settings }).then(
      ({ version }) => say(`Saved as version ${version}.`),
      () => {},
    );
  };
  const putBack = () => {
    setSettings(detail.view.settings);
    setBroken(new Set());
    setResets((times) => times + 1);
  };
  const mark = (path: string, bad: boolean) =>
    setBroken((known) => {
      if (known.has(path) === bad) return known;
      const next = new Set(known);
      if (!next.delete(path)) next.add(path);
      return next;
    });
  return (
    <form className="form" onSubmit={submit}>
      <fieldset key={resets} disabled={refusal !== null} className="form">
        <SchemaGroup
          path=""
          fields={root.fields}
          value={settings}
          onChange={setSettings}
          wrong={wrong}
          onBroken={mark}
        />
      </fieldset>
      {save.error && wrong.size === 0 && <p className="wrong">{save.error.message}</p>}
      <div className="do">
        <button
          type="submit"
          className="btn primary"
          disabled={!dirty || broken.size > 0 || save.isPending || refusal !== null}
        >
          Save settings
        </button>
        {dirty && (
          <button type="button" className="btn" onClick={putBack}>
            Put back
          </button>
        )}
        <small>{refusal ?? `version ${detail.view.settingsVersion}`}</small>
      </div>
    </form>
  );
}
