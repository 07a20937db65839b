import { isGranted } from "#core/agents/scopes.ts";

interface NeedsScopes {
  readonly name: string;
  readonly scopes: readonly (readonly string[])[];
}

/**
 * Which operations the app may not run with the scopes it has, and what would let it: of each inner list one scope is
 * needed. Empty when everything is allowed.
 */
export function missingScopes(
  operations: readonly NeedsScopes[],
  grantedScopes: Iterable<string>,
): { operation: string; oneOfEach: string[][] }[] {
  const granted = new Set(grantedScopes);
  return operations.flatMap(({ name, scopes }) => {
    const oneOfEach = scopes
      .filter((group) => !group.some((scope) => isGranted(scope, granted)))
      .map((group) => [...group]);
    return oneOfEach.length > 0 ? [{ operation: name, oneOfEach }] : [];
  });
}
