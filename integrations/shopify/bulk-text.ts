import type { BulkQuery } from "./types.ts";

/** The query as bulkOperationRunQuery takes it: values written in, arguments that are null left out. */
export function bulkText<Variables extends Readonly<Record<string, string | null | undefined>>>(
  query: BulkQuery<unknown, Variables>,
  variables: Variables,
): string {
  return query.text
    .replace(/\$(\w+)/g, (_, name: string) => JSON.stringify(variables[name] ?? null))
    .replace(/\(\w+:null\)/g, "");
}

/** The vendor's search text for everything changed at or after a moment; quoted, since colons end a term. */
export function changedSince(sinceMs: number): string {
  return `updated_at:>='${new Date(sinceMs).toISOString()}'`;
}
