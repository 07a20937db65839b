import { KitError, type KitErrorOptions } from "#agent-kit/errors.ts";

/** One entry of a payload's `userErrors`; some payloads carry no code. */
export interface UserError {
  readonly field?: readonly string[] | null;
  readonly message: string;
  readonly code?: string | null;
}

/** One entry of a reply's top-level `errors`. */
export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly requiredAccess?: string };
}

/** A refusal with what the store said, so that a caller can branch on its codes. Still a KitError to everyone else. */
export class ShopifyError extends KitError {
  readonly userErrors: readonly UserError[];
  readonly graphqlErrors: readonly GraphqlError[];

  constructor(
    options: KitErrorOptions & { userErrors?: readonly UserError[]; graphqlErrors?: readonly GraphqlError[] },
  ) {
    super(options);
    this.userErrors = options.userErrors ?? [];
    this.graphqlErrors = options.graphqlErrors ?? [];
  }
}

/** Whether any user error carries the vendor's code, e.g. `CHANGE_FROM_QUANTITY_STALE`. */
export function hasUserError(error: unknown, code: string): boolean {
  return error instanceof ShopifyError && error.userErrors.some((each) => each.code === code);
}
