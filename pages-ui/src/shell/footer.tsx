import { call } from "../lib/api/call.ts";
import { useSession } from "../lib/session/session-context.ts";
import { useSay } from "../ui/notices.tsx";
import { ThemeChoice } from "./theme-choice.tsx";

/** Who is signed in, and how the page looks. */
export function Footer() {
  const { role, via } = useSession();
  const say = useSay();
  const signOut = () => {
    call("session.close", {})
      .then(() => location.reload())
      .catch((error: Error) => say(`Still signed in: ${error.message}`, { lasting: true }));
  };
  return (
    <>
      <ThemeChoice />
      <div className="themes">
        <span>{role}</span>
        {via === "session" && (
          <button type="button" onClick={signOut}>
            Sign out
          </button>
        )}
      </div>
    </>
  );
}
