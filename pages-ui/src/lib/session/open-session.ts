import { ApiError } from "../api/api-error.ts";
import { call, setCsrfToken } from "../api/call.ts";
import type { Session } from "./session-context.ts";

/** The one-time code of a link `…/#code=…`, or of the link itself when a person pastes it. */
export function codeIn(text: string): string | null {
  const code = new URLSearchParams(text.slice(text.indexOf("#") + 1)).get("code");
  if (code) return code;
  return /^[\w-]{8,200}$/.test(text.trim()) ? text.trim() : null;
}

/** Takes the code out of the address bar first, so that it is neither bookmarked nor tried twice. */
export function takeCodeFromAddress(): string | null {
  const code = location.hash.includes("code=") ? codeIn(location.hash) : null;
  if (code) history.replaceState(null, "", location.pathname + location.search);
  return code;
}

/** The session a code opens, or the one the cookie holds; null when there is none. */
export async function currentSession(code: string | null): Promise<Session | null> {
  try {
    const session = code ? await call("session.open", { code }) : await call("session.get", {});
    setCsrfToken(session.csrf);
    return session;
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 401 && !code)) throw error;
    // A used code in a reopened link is harmless when its session still stands.
    return code ? currentSession(null) : null;
  }
}
