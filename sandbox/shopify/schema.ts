import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLScalarType,
  type GraphQLSchema,
  isObjectType,
  isScalarType,
  Kind,
  parse,
  type ValueNode,
} from "graphql";
import { parseMoney } from "./money.ts";
import type { Call, Resolvers } from "./resolver.ts";

const SHOPIFY = join(import.meta.dirname, "../../integrations/shopify");

/** The committed schema: the official one, trimmed to what committed operations use. */
export function loadSchema(): GraphQLSchema {
  const schema = buildSchema(readFileSync(join(SHOPIFY, "schema/admin-2026-10.graphql"), "utf8"));
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type)) checkScalar(type);
  }
  return schema;
}

export interface AccessRules {
  types: Record<string, string[][]>;
  fields: Record<string, string[][]>;
}

export function loadAccessRules(): AccessRules {
  return JSON.parse(readFileSync(join(SHOPIFY, "schema/access.json"), "utf8")) as AccessRules;
}

/** Every committed operation and fragment in one document: what the sandbox must be able to answer. */
export function loadOperations(): DocumentNode {
  const folder = join(SHOPIFY, "operations");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".graphql"));
  return parse(
    files
      .sort()
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n"),
  );
}

const CHECKS: Record<string, (value: unknown) => boolean> = {
  Money: (value) => parseMoney(value) !== undefined,
  Decimal: (value) => Number.isFinite(Number(value)),
  DateTime: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  URL: (value) => typeof value === "string" && URL.canParse(value),
};

/** `buildSchema` lets custom scalars accept anything; these four say no to nonsense. */
function checkScalar(type: GraphQLScalarType): void {
  const check = CHECKS[type.name];
  if (check === undefined) return;
  const checked = (value: unknown) => {
    if (!check(value)) throw new GraphQLError(`Could not coerce value ${JSON.stringify(value)} to ${type.name}`);
    return value;
  };
  type.parseValue = checked;
  type.parseLiteral = (node: ValueNode) => {
    const plain = node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT;
    return checked(plain ? node.value : undefined);
  };
}

/**
 * Gives the schema its behaviour. A field without a resolver reads the property of its name; a field whose property is
 * missing is refused by name, so that nothing the sandbox does not hold passes for an empty value.
 */
export function attachResolvers(
  schema: GraphQLSchema,
  resolvers: Resolvers,
  wrap: (
    type: GraphQLObjectType,
    field: string,
    inner: GraphQLFieldResolver<unknown, Call>,
  ) => GraphQLFieldResolver<unknown, Call>,
): void {
  for (const name of Object.keys(resolvers)) {
    const type = schema.getType(name);
    if (type === undefined) continue;
    if (!isObjectType(type)) throw new Error(`resolvers for ${name}, which is not an object type`);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const given = resolvers[type.name]?.[field.name] as GraphQLFieldResolver<unknown, Call> | undefined;
      field.resolve = wrap(type, field.name, given ?? propertyOf(type.name, field.name));
    }
  }
}

function propertyOf(type: string, field: string): GraphQLFieldResolver<unknown, Call> {
  return (source) => {
    const value = (source as Record<string, unknown>)[field];
    if (value === undefined) {
      throw new GraphQLError(`The sandbox holds no ${type}.${field}`, {
        extensions: { code: "INTERNAL_SERVER_ERROR" },
      });
    }
    return value;
  };
}

/** Root fields the sandbox answers: those of the committed schema that have a resolver. */
export function servedRoots(schema: GraphQLSchema, resolvers: Resolvers): Set<string> {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type !== null && type !== undefined);
  return new Set(
    roots.flatMap((type) =>
      Object.keys(type.getFields()).filter((field) => resolvers[type.name]?.[field] !== undefined),
    ),
  );
}
