import { type GraphQLSchema, getNamedType, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import { costExpression, evaluateCost } from "./cost-model.ts";
import { API_VERSION, type FullSchema, SCHEMA_PACKAGE } from "./full-schema.ts";
import { type CommittedOperation, documentOf } from "./operations.ts";
import type { Reach } from "./trim-schema.ts";

/** Access scopes an app needs: one of each group. An empty list means none. */
export type Scopes = string[][];

export interface OperationAccess {
  kind: "query" | "mutation";
  bulk: boolean;
  rootFields: string[];
  idempotent: boolean;
  scopes: Scopes;
  /** Points the vendor reserves, by the model of cost-model.ts, at page sizes 50 and 250 where a variable sets them. */
  requestedCost: { first50: number; first250: number };
}

export interface AccessFile {
  apiVersion: string;
  source: string;
  note: string;
  types: Record<string, Scopes>;
  fields: Record<string, Scopes>;
  operations: Record<string, OperationAccess>;
}

/** Extracts the access rules of everything kept, and sums them up per operation. */
export function accessOf(
  full: FullSchema,
  schema: GraphQLSchema,
  operations: readonly CommittedOperation[],
  reach: Reach,
): AccessFile {
  const { types, fields } = scopeTables(full, reach);
  return {
    apiVersion: API_VERSION,
    source: SCHEMA_PACKAGE,
    note: "Scopes: one of each inner list is needed. write_x implies read_x. requestedCost is a model, not the vendor's figure.",
    types,
    fields,
    operations: Object.fromEntries(
      operations.map((operation) => [operation.name, operationAccess(schema, operation, types, fields)]),
    ),
  };
}

function scopeTables(full: FullSchema, reach: Reach): Pick<AccessFile, "types" | "fields"> {
  const types: Record<string, Scopes> = {};
  const fields: Record<string, Scopes> = {};
  const named = full.data.__schema.types as readonly (IntrospectionWithAccess & { name: string })[];
  for (const type of named) {
    if (!reach.types.has(type.name)) continue;
    const scopes = scopesFromText(type.requiredAccess ?? "", "read");
    if (scopes.length > 0) types[type.name] = scopes;
    for (const field of type.fields ?? []) {
      if (!reach.fields.get(type.name)?.has(field.name)) continue;
      const needed = scopesFromText(field.requiredAccess ?? "", type.name === "Mutation" ? "write" : "read");
      if (needed.length > 0) fields[`${type.name}.${field.name}`] = needed;
    }
  }
  for (const rule of full.offline_scopes.items) {
    if (rule.offlineScopes.length === 0 || !reach.types.has(rule.typeName)) continue;
    const scopes = scopesFromText(rule.requiredAccess, rule.typeName === "Mutation" ? "write" : "read");
    const needed = scopes.length > 0 ? scopes : [rule.offlineScopes];
    if (rule.type === "type") types[rule.typeName] = needed;
    else if (rule.fieldName && reach.fields.get(rule.typeName)?.has(rule.fieldName))
      fields[`${rule.typeName}.${rule.fieldName}`] = needed;
  }
  return { types: sorted(types), fields: sorted(fields) };
}

interface IntrospectionWithAccess {
  requiredAccess?: string | null;
  fields?: readonly { name: string; requiredAccess?: string | null }[] | null;
}

/**
 * Reads the vendor's sentence, e.g. "`read_orders` access scope or `read_quick_sale` access scope. Also: The user …".
 * What follows "Also" are permissions of staff, which an app's own token does not have. A few sentences name scopes
 * without their prefix (`orders`); they take the one of the root they stand on.
 */
export function scopesFromText(sentence: string, prefix: "read" | "write"): Scopes {
  const text = sentence.split(/\bAlso\b/)[0] ?? "";
  if (!text.includes("access scope")) return [];
  const names = [...text.matchAll(/`([a-z_]+)`/g)].flatMap(([, name]) => (name ? [name] : []));
  const scopes = names.map((name) => (/^(read|write|unauthenticated)_/.test(name) ? name : `${prefix}_${name}`));
  if (scopes.length === 0) return [];
  return / and /.test(text) && !/ or /.test(text) ? scopes.map((scope) => [scope]) : [scopes];
}

function operationAccess(
  schema: GraphQLSchema,
  operation: CommittedOperation,
  types: Record<string, Scopes>,
  fields: Record<string, Scopes>,
): OperationAccess {
  const scopes = new Map<string, string[]>();
  const rootFields = new Set<string>();
  let idempotent = false;
  const add = (needed: Scopes | undefined) => {
    for (const group of needed ?? []) scopes.set([...group].sort().join(" "), group);
  };
  const typeInfo = new TypeInfo(schema);
  visit(
    documentOf(operation),
    visitWithTypeInfo(typeInfo, {
      Field() {
        const parent = typeInfo.getParentType();
        const field = typeInfo.getFieldDef();
        if (!parent || !field || field.name.startsWith("__")) return;
        if (parent === schema.getQueryType() || parent === schema.getMutationType()) rootFields.add(field.name);
        add(fields[`${parent.name}.${field.name}`]);
        add(types[getNamedType(field.type).name]);
      },
      InlineFragment() {
        add(types[getNamedType(typeInfo.getType())?.name ?? ""]);
      },
      Directive(node) {
        idempotent ||= node.name.value === "idempotent";
      },
    }),
  );
  const cost = costExpression(schema, documentOf(operation));
  return {
    kind: operation.definition.operation === "mutation" ? "mutation" : "query",
    bulk: operation.bulk,
    rootFields: [...rootFields],
    idempotent,
    scopes: [...scopes.values()],
    requestedCost: { first50: evaluateCost(cost, {}, 50), first250: evaluateCost(cost, {}, 250) },
  };
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
