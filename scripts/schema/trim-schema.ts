import {
  buildClientSchema,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  type IntrospectionQuery,
  type IntrospectionType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isUnionType,
  printSchema,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** What the operations reach: every kept type, and for types with fields the kept field names. */
export interface Reach {
  types: Set<string>;
  fields: Map<string, Set<string>>;
}

/**
 * Finds the smallest executable part of the schema for a document: the fields it selects, all arguments of those
 * fields with their whole input types, and for each interface its selected fields on the implementations kept.
 */
export function reachOf(schema: GraphQLSchema, document: DocumentNode): Reach {
  const reach: Reach = { types: new Set(), fields: new Map() };
  const keepField = (typeName: string, field: string) => {
    const fields = reach.fields.get(typeName) ?? new Set();
    reach.fields.set(typeName, fields.add(field));
  };
  const keepType = (type: GraphQLNamedType) => {
    if (reach.types.has(type.name)) return;
    reach.types.add(type.name);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) keepType(getNamedType(field.type));
  };
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field() {
        const parent = typeInfo.getParentType();
        const field = typeInfo.getFieldDef();
        if (!parent || !field || field.name.startsWith("__")) return;
        keepType(parent);
        keepField(parent.name, field.name);
        keepType(getNamedType(field.type));
        for (const argument of field.args) keepType(getNamedType(argument.type));
      },
      InlineFragment() {
        const type = getNamedType(typeInfo.getType());
        if (type) keepType(type);
      },
      FragmentDefinition() {
        const type = getNamedType(typeInfo.getType());
        if (type) keepType(type);
      },
      VariableDefinition(node) {
        const type = typeFromAST(schema, node.type);
        if (type) keepType(getNamedType(type));
      },
    }),
  );
  for (const directive of schema.getDirectives())
    for (const argument of directive.args) keepType(getNamedType(argument.type));
  completeAbstractTypes(schema, reach, keepType, keepField);
  return reach;
}

function completeAbstractTypes(
  schema: GraphQLSchema,
  reach: Reach,
  keepType: (type: GraphQLNamedType) => void,
  keepField: (typeName: string, field: string) => void,
): void {
  const kept = () => [...reach.types].map((name) => schema.getType(name)).filter((type) => type !== undefined);
  // A union keeps all members, so that generated types are exhaustive; an interface of which no implementation is
  // selected could never be answered, so it keeps all of them too.
  for (const type of kept())
    if (isAbstractType(type)) {
      const members = schema.getPossibleTypes(type);
      if (isUnionType(type) || !members.some((member) => reach.types.has(member.name)))
        for (const member of members) keepType(member);
    }
  for (const type of kept())
    if (isInterfaceType(type))
      for (const implementation of [
        ...schema.getImplementations(type).objects,
        ...schema.getImplementations(type).interfaces,
      ])
        if (reach.types.has(implementation.name))
          for (const field of reach.fields.get(type.name) ?? []) {
            keepField(implementation.name, field);
            const definition = implementation.getFields()[field];
            if (!definition) continue;
            keepType(getNamedType(definition.type));
            for (const argument of definition.args) keepType(getNamedType(argument.type));
          }
  // GraphQL forbids an object without fields.
  for (const type of kept())
    if (isCompositeType(type) && !isUnionType(type) && !reach.fields.get(type.name)?.size) {
      const fields = type.getFields();
      const isPlain = (each: (typeof fields)[string]) => each.args.length === 0 && isLeafType(getNamedType(each.type));
      const field = fields.id ?? Object.values(fields).find((each) => isPlain(each) && !each.deprecationReason);
      if (field) {
        keepField(type.name, field.name);
        keepType(getNamedType(field.type));
      }
    }
}

/** The trimmed schema as SDL without descriptions, types in alphabetical order. */
export function trimmedSdl(introspection: IntrospectionQuery, reach: Reach): string {
  const types = introspection.__schema.types
    .filter((type) => reach.types.has(type.name) || type.name.startsWith("__"))
    .map((type) => trimmedType(type, reach))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const trimmed = { __schema: { ...introspection.__schema, description: null, types } };
  const schema = buildClientSchema(trimmed as IntrospectionQuery);
  return `${printSchema(withoutDescriptions(schema))}\n`;
}

function trimmedType(type: IntrospectionType, reach: Reach): IntrospectionType {
  const kept = <T extends { name: string }>(list: readonly T[]) => list.filter((each) => reach.types.has(each.name));
  if (type.kind === "UNION") return { ...type, possibleTypes: kept(type.possibleTypes) };
  if (type.kind !== "OBJECT" && type.kind !== "INTERFACE") return type;
  const fields = type.fields.filter((field) => reach.fields.get(type.name)?.has(field.name));
  const interfaces = kept(type.interfaces);
  return type.kind === "OBJECT"
    ? { ...type, fields, interfaces }
    : { ...type, fields, interfaces, possibleTypes: kept(type.possibleTypes) };
}

function withoutDescriptions(schema: GraphQLSchema): GraphQLSchema {
  const clear = (each: { description?: string | null }) => {
    each.description = undefined;
  };
  for (const directive of schema.getDirectives()) {
    clear(directive);
    directive.args.forEach(clear);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    clear(type);
    if ("getValues" in type) type.getValues().forEach(clear);
    if (!("getFields" in type)) continue;
    for (const field of Object.values(type.getFields())) {
      clear(field);
      if ("args" in field) field.args.forEach(clear);
    }
  }
  return schema;
}
