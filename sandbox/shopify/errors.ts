import { GraphQLError } from "graphql";

/** An error of the whole field, shaped as Shopify's top-level `errors[]` are: a message and `extensions.code`. */
export function fieldError(code: string, message: string, extra: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...extra } });
}

/** A malformed gid, or one of another type where a certain type is expected. */
export function invalidId(gid: string): GraphQLError {
  return fieldError("RESOURCE_NOT_FOUND", `Invalid id: ${gid}`);
}
