import { type FormEvent, useState } from "react";
import { codeIn } from "../../lib/session/open-session.ts";

/** For whoever is not signed in: where a link comes from, and a place to paste one. */
export function Door({ refused, onCode }: { refused: boolean; onCode: (code: string) => void }) {
  const [text, setText] = useState("");
  const code = codeIn(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code) onCode(code);
  };
  return (
    <main className="door">
      <div>
        <h1>{refused ? "That link has been used, or is too old." : "You are not signed in."}</h1>
        <p>
          A sign-in link is good for one use within ten minutes. <code>npm start</code> prints one; while the system
          runs, <code>npm run ops -- session.code '{"{}"}'</code> makes another.
        </p>
        <form onSubmit={submit}>
          <input
            type="text"
            aria-label="Link or code"
            placeholder="Paste the link or its code"
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit" className="btn primary" disabled={!code}>
            Sign in
          </button>
        </form>
      </div>
    </main>
  );
}
