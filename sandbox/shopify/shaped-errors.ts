import { type GraphQLError, type OperationDefinitionNode, print } from "graphql";

/** Validation errors in Shopify's words where its clients look at them, graphql-js's own elsewhere. */
export function shapeValidationError(error: GraphQLError): object {
  const { locations } = error;
  const unknownField = /^Cannot query field "(.+?)" on type "(.+?)"/.exec(error.message);
  if (unknownField !== null) {
    const [, fieldName, typeName] = unknownField;
    const message = `Field '${fieldName}' doesn't exist on type '${typeName}'`;
    return { message, locations, extensions: { code: "undefinedField", typeName, fieldName } };
  }
  const missing = /^Field "(.+?)" argument "(.+?)" of type .* is required/.exec(error.message);
  if (missing !== null) {
    const [, name, argument] = missing;
    const message = `Field '${name}' is missing required arguments: ${argument}`;
    const extensions = { code: "missingRequiredArguments", className: "Field", name, arguments: argument };
    return { message, locations, extensions };
  }
  return { message: error.message, locations, extensions: { code: "argumentLiteralsIncompatible" } };
}

/** A variable that does not fit its type: which one, where inside, and why. */
export function shapeVariableError(
  error: GraphQLError,
  operation: OperationDefinitionNode,
  given: Record<string, unknown>,
): object {
  const [, name = "", path = "", why = error.message] =
    /^Variable "\$(\w+)" (?:got invalid value .*?(?: at "\w+((?:\.|\[).*?)")?; )?(.*)$/s.exec(error.message) ?? [];
  const definition = operation.variableDefinitions?.find((each) => each.variable.name.value === name);
  const type = definition === undefined ? "unknown" : print(definition.type);
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  const at = keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const where = keys.length > 0 ? ` for ${keys.join(".")} (${why})` : ` (${why})`;
  return {
    message: `Variable $${name} of type ${type} was provided invalid value${where}`,
    locations: error.locations,
    extensions: { code: "INVALID_VARIABLE", value: given[name] ?? null, problems: [{ path: at, explanation: why }] },
  };
}
