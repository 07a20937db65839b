import { type FormEvent, useState } from "react";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { type Given, type Tested, useTryStore } from "../api.ts";
import { AccessTable } from "./access-table.tsx";

const kinds = { client: "App (Dev Dashboard)", token: "Access token" } as const;
type Kind = keyof typeof kinds;

/** Tries a store's credentials before anything is set up; they leave the page with this one request. */
export function TryForm() {
  const [kind, setKind] = useState<Kind>("client");
  const attempt = useTryStore();
  const refusal = useRefusal("operator");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name) ?? "").trim();
    const given: Given =
      kind === "client"
        ? { store: text("store"), clientId: text("id"), clientSecret: text("secret") }
        : { store: text("store"), accessToken: text("secret") };
    attempt.mutate(given);
  };
  return (
    <section style={{ minWidth: 0 }}>
      <h2>Try a store’s credentials</h2>
      <p className="quiet" style={{ marginBottom: 8 }}>
        Says what they allow and what each agent could do with it. Nothing is connected by it: they leave this page with
        one request and are kept nowhere.
      </p>
      <form className="form" onSubmit={submit}>
        <Field name="store" label="Domain" hint="Ends in .myshopify.com; Settings → Domains shows it." />
        <div>
          <div className="choice" role="radiogroup" aria-label="Kind of credentials">
            {(Object.keys(kinds) as Kind[]).map((each) => (
              <label key={each}>
                <input type="radio" name="kind" checked={kind === each} onChange={() => setKind(each)} />
                {kinds[each]}
              </label>
            ))}
          </div>
        </div>
        {kind === "client" && <Field name="id" label="Client id" hint="Your app → Settings." />}
        <Field
          key={kind}
          name="secret"
          label={kind === "client" ? "Client secret" : "Access token"}
          hint={kind === "client" ? "Beside the client id; it is never shown again." : "Begins with shpat_."}
          secret
        />
        <p>
          <button
            type="submit"
            className="btn"
            disabled={refusal !== null || attempt.isPending}
            title={refusal ?? undefined}
          >
            {attempt.isPending ? "Trying …" : "Try"}
          </button>
        </p>
      </form>
      <div aria-live="polite" style={{ marginTop: 12 }}>
        {attempt.error && <p className="wrong">{attempt.error.message}</p>}
        {attempt.data && <Outcome tested={attempt.data} />}
      </div>
    </section>
  );
}

function Field({ name, label, hint, secret = false }: { name: string; label: string; hint: string; secret?: boolean }) {
  return (
    <div className="field">
      <label htmlFor={`try-${name}`}>{label}</label>
      <span className="hint">{hint}</span>
      <span className="control">
        <input id={`try-${name}`} name={name} type={secret ? "password" : "text"} autoComplete="off" required />
      </span>
    </div>
  );
}

function Outcome({ tested: { ok, detail, store, agents } }: { tested: Tested }) {
  if (!ok || !store) return <p className="wrong">{detail}</p>;
  return (
    <>
      <p>
        {detail} {store.plan}, {store.currency}, {store.timeZone}. To connect it, run <code>npm run connect</code> where
        this system runs, with the same credentials.
      </p>
      <p className="quiet" style={{ marginBottom: 12 }}>
        Granted: {store.scopes.join(", ")}
      </p>
      <AccessTable agents={agents} />
    </>
  );
}
