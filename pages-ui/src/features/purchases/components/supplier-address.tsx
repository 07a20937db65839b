import { type FormEvent, useState } from "react";
import { messageOf } from "../../../lib/api/api-error.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { useAgent, useAgentWrite } from "../../agents/api.ts";
import { addressOf, withAddress } from "../supplier-settings.ts";

const agent = "inventory-pricing";

/** Where orders to this supplier are mailed: one of the agent's settings, set here where it is missed. */
export function SupplierAddress({ supplier }: { supplier: string }) {
  const settings = useAgent(agent).data?.view.settings;
  const save = useAgentWrite("agents.settings");
  const refusal = useRefusal("operator");
  const say = useSay();
  const [typed, setTyped] = useState<string | null>(null);
  if (!settings) return null;
  const known = addressOf(settings, supplier);
  const value = typed ?? known ?? "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutateAsync({ agent, settings: withAddress(settings, supplier, value.trim()) }).then(
      () => say(`Orders to ${supplier} are mailed to ${value.trim()}.`),
      (error: unknown) => say(messageOf(error), { lasting: true }),
    );
  };
  return (
    <form onSubmit={submit}>
      {known === null && <p className="quiet">No address is set yet, so nothing can be mailed.</p>}
      <div className="do" style={{ marginTop: 8 }} title={refusal ?? undefined}>
        <input
          type="email"
          required
          aria-label={`Where orders to ${supplier} are mailed`}
          placeholder="orders@supplier.com"
          disabled={refusal !== null}
          value={value}
          onChange={({ target }) => setTyped(target.value)}
        />
        <button
          type="submit"
          className="btn"
          disabled={refusal !== null || save.isPending || value.trim() === (known ?? "")}
        >
          Save
        </button>
      </div>
    </form>
  );
}
