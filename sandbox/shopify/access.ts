import { type GraphQLFieldResolver, type GraphQLObjectType, getNamedType } from "graphql";
import { fieldError } from "./errors.ts";
import { refusePersonal } from "./personal-data.ts";
import type { Call } from "./resolver.ts";
import type { AccessRules } from "./schema.ts";

/** A token may do what it names, and reading is part of writing. */
export function grants(scopes: ReadonlySet<string>, wanted: string): boolean {
  return scopes.has(wanted) || (wanted.startsWith("read_") && scopes.has(`write_${wanted.slice("read_".length)}`));
}

/** Every scope the committed operations could ask for: what the sandbox's own token holds unless told otherwise. */
export function allScopes(rules: AccessRules): string[] {
  const named = [...Object.values(rules.types), ...Object.values(rules.fields)].flat(2);
  return [...new Set(named.map((scope) => scope.replace(/^read_/, "write_")).concat(named))].sort();
}

/** A field denied by its own rule or by that of the type it returns answers null and Shopify's ACCESS_DENIED. */
export function guardAccess(
  rules: AccessRules,
  type: GraphQLObjectType,
  fieldName: string,
  inner: GraphQLFieldResolver<unknown, Call>,
): GraphQLFieldResolver<unknown, Call> {
  const field = type.getFields()[fieldName];
  if (field === undefined) return inner;
  const owner = type.name === "QueryRoot" ? ["QueryRoot", "Query"] : [type.name];
  const required = [
    ...owner.flatMap((name) => rules.fields[`${name}.${fieldName}`] ?? []),
    ...(rules.types[getNamedType(field.type).name] ?? []),
  ];
  const refuse = refusePersonal(type.name, fieldName, getNamedType(field.type).name);
  if (required.length === 0 && refuse === null) return inner;
  return (source, args, call, info) => {
    if (refuse !== null && call.shop.options.withholdPersonal === true) throw refuse();
    const missing = required.find((alternatives) => !alternatives.some((scope) => grants(call.scopes, scope)));
    if (missing !== undefined) {
      const requiredAccess = `${missing.map((scope) => `\`${scope}\` access scope`).join(" or ")}.`;
      throw fieldError("ACCESS_DENIED", `Access denied for ${fieldName} field. Required access: ${requiredAccess}`, {
        documentation: "https://shopify.dev/api/usage/access-scopes",
        requiredAccess,
      });
    }
    return inner(source, args, call, info);
  };
}
