import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Bones } from "./bones.tsx";
import { ProblemNote } from "./problem-note.tsx";

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, "data" | "error" | "refetch">;
  /** Rows to keep place for while loading. */
  rows?: number;
  tall?: boolean;
  children: (data: T) => ReactNode;
}

/** What a query knows; its bones while it knows nothing, its problem when it failed. Old figures stay beside a failed refresh. */
export function Loaded<T>({ query, rows = 5, tall = false, children }: LoadedProps<T>) {
  const { data, error, refetch } = query;
  if (data === undefined && !error) return <Bones rows={rows} tall={tall} />;
  return (
    <>
      {error && <ProblemNote error={error} retry={() => void refetch()} />}
      {data !== undefined && children(data)}
    </>
  );
}
