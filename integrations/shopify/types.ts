/** A committed operation as generated from its .graphql file; `data` exists for the types alone and is never set. */
export interface Operation<Data, Variables> {
  readonly name: string;
  readonly kind: "query" | "mutation";
  /** Carries the vendor's @idempotent directive, so that repeating it with the same key is harmless. */
  readonly idempotent: boolean;
  /** Access scopes it needs: one of each inner list. */
  readonly scopes: readonly (readonly string[])[];
  readonly text: string;
  /** Points the vendor will reserve for it. */
  cost(variables: Variables): number;
  readonly data?: Data;
}

/** Text for bulkOperationRunQuery, with `$name` where a value is put in; each node arrives as one line of JSON. */
export interface BulkQuery<Data, Variables> {
  readonly name: string;
  readonly scopes: readonly (readonly string[])[];
  readonly text: string;
  readonly data?: Data;
  readonly variables?: Variables;
}
