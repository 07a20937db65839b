/** Access scopes are named as Shopify names them: `read_products`, `write_products`. */

/** What an agent says of the scopes it works with. */
export interface Scoped {
  readonly needs: readonly { readonly scopes?: readonly string[] }[];
  readonly actions: readonly { readonly scopes?: readonly string[] }[];
}

/** Whether a grant covers a scope; a right to write includes the right to read. */
export function isGranted(scope: string, granted: ReadonlySet<string>): boolean {
  return granted.has(scope) || (scope.startsWith("read_") && granted.has(scope.replace("read_", "write_")));
}

/** Which of the scopes the grant does not cover, sorted and each once. */
export function lackingScopes(scopes: Iterable<string>, granted: Iterable<string>): string[] {
  const held = new Set(granted);
  return [...new Set(scopes)].filter((scope) => !isGranted(scope, held)).sort();
}

/** All an agent names, apart by what they allow: looking, or changing something. */
export function scopesOf({ needs, actions }: Scoped): { reads: string[]; writes: string[] } {
  const named = [...new Set([...needs, ...actions].flatMap(({ scopes }) => scopes ?? []))].sort();
  return {
    reads: named.filter((scope) => scope.startsWith("read_")),
    writes: named.filter((scope) => !scope.startsWith("read_")),
  };
}
