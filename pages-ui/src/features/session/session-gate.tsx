import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { ApiError } from "../../lib/api/api-error.ts";
import { currentSession, takeCodeFromAddress } from "../../lib/session/open-session.ts";
import { SessionContext } from "../../lib/session/session-context.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Door } from "./door.tsx";

// Taken once, before anything renders: React may mount twice, a code works once.
const codeAtStart = takeCodeFromAddress();

/** Shows the dashboard to whoever is signed in, and the door to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [code, setCode] = useState(codeAtStart);
  const session = useQuery({
    queryKey: ["session", code],
    queryFn: () => currentSession(code),
    staleTime: Number.POSITIVE_INFINITY,
    retry: (failures, error) =>
      failures < 3 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
    refetchOnWindowFocus: false,
  });

  // A session that ends meanwhile shows the door, and deep links survive: the address stays.
  useEffect(
    () =>
      queries.getQueryCache().subscribe(({ query }) => {
        const { error } = query.state;
        if (error instanceof ApiError && error.status === 401 && query.queryKey[0] !== "session") {
          setCode(null);
          queries.setQueryData(["session", null], null);
        }
      }),
    [queries],
  );

  if (session.isPending) return <Knocking />;
  if (session.error)
    return (
      <main className="door">
        <div>
          <h1>The dashboard cannot reach the system.</h1>
          <ProblemNote error={session.error} retry={() => void session.refetch()} />
        </div>
      </main>
    );
  if (session.data === null) return <Door refused={code !== null} onCode={setCode} />;
  return <SessionContext value={session.data}>{children}</SessionContext>;
}

/** Nothing at first, since an answer takes a moment; then words, since a busy system takes longer. */
function Knocking() {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 600);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main className="door" aria-busy="true">
      <div role="status">
        {isLong && (
          <>
            <h1>Waiting for the system …</h1>
            <p>It answers as soon as it has finished what it is at; reading a whole store can take a minute.</p>
          </>
        )}
      </div>
    </main>
  );
}
