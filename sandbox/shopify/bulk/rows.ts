import {
  type FieldNode,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import type { AdminApi, Prepared } from "../admin-api.ts";
import type { Connection } from "../connection.ts";
import type { Call } from "../resolver.ts";

export interface BulkLine {
  text: string;
  root: boolean;
}

type Plan = (source: unknown, out: Record<string, unknown>, children: Child[]) => void;

interface Child {
  field: ConnectionPlan;
  source: unknown;
}

interface ConnectionPlan {
  page: (source: unknown, after: string | null) => Connection<unknown>;
  node: Plan[];
}

/**
 * Reads a bulk query's connections row by row, a parent before its children. It calls the same resolvers as any other
 * request, but without building the whole reply in memory.
 */
export function* bulkRows(api: AdminApi, request: Prepared, call: Call): Generator<BulkLine> {
  const root = api.schema.getQueryType();
  if (root === null || root === undefined) return;
  const compiler = { api, request, call };
  for (const { type, node } of fieldsOf(compiler, root, request.operation.selectionSet)) {
    if (!namedTypeOf(type, node).endsWith("Connection")) continue;
    yield* rowsOf(planConnection(compiler, type, node), null, undefined);
  }
}

function* rowsOf(plan: ConnectionPlan, source: unknown, parentId: string | undefined): Generator<BulkLine> {
  let after: string | null = null;
  for (;;) {
    const page: Connection<unknown> = plan.page(source, after);
    for (const row of page.nodes) {
      const out: Record<string, unknown> = {};
      const children: Child[] = [];
      for (const step of plan.node) step(row, out, children);
      if (parentId !== undefined) out.__parentId = parentId;
      yield { text: JSON.stringify(out), root: parentId === undefined };
      for (const child of children) yield* rowsOf(child.field, child.source, String(out.id));
    }
    if (!page.pageInfo.hasNextPage) return;
    after = page.pageInfo.endCursor;
  }
}

interface Compiler {
  api: AdminApi;
  request: Prepared;
  call: Call;
}

/** Fields of a selection with its fragments opened. */
function fieldsOf(
  compiler: Compiler,
  type: GraphQLObjectType,
  set: SelectionSetNode,
): { type: GraphQLObjectType; node: FieldNode }[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [{ type, node: selection }];
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : compiler.request.fragments[selection.name.value];
    const applies = fragment?.typeCondition === undefined || fragment.typeCondition.name.value === type.name;
    return fragment !== undefined && applies ? fieldsOf(compiler, type, fragment.selectionSet) : [];
  });
}

function namedTypeOf(type: GraphQLObjectType, node: FieldNode): string {
  const field = type.getFields()[node.name.value];
  return field === undefined ? "" : getNamedType(field.type).name;
}

/** Bulk resolvers take no `info`: none of those a query reaches looks at it. */
const NO_INFO = {} as GraphQLResolveInfo;

function reader(compiler: Compiler, type: GraphQLObjectType, node: FieldNode, extra: object = {}) {
  const field = type.getFields()[node.name.value];
  const resolve = field?.resolve as GraphQLFieldResolver<unknown, Call> | undefined;
  if (field === undefined || resolve === undefined) return () => null;
  const args = { ...getArgumentValues(field, node, compiler.request.variables), ...extra };
  return (source: unknown, more?: object) => {
    const value: unknown = resolve(source, more === undefined ? args : { ...args, ...more }, compiler.call, NO_INFO);
    return value ?? null;
  };
}

function planConnection(compiler: Compiler, type: GraphQLObjectType, node: FieldNode): ConnectionPlan {
  const read = reader(compiler, type, node, { first: 250, last: null, before: null });
  const connection = getNamedType(type.getFields()[node.name.value]?.type);
  const steps: Plan[] = [];
  if (isObjectType(connection) && node.selectionSet !== undefined) {
    for (const edges of fieldsOf(compiler, connection, node.selectionSet)) {
      const edge = getNamedType(connection.getFields()[edges.node.name.value]?.type);
      if (edges.node.name.value !== "edges" || !isObjectType(edge) || edges.node.selectionSet === undefined) continue;
      for (const inner of fieldsOf(compiler, edge, edges.node.selectionSet)) {
        const row = getNamedType(edge.getFields()[inner.node.name.value]?.type);
        if (inner.node.name.value !== "node" || !isObjectType(row) || inner.node.selectionSet === undefined) continue;
        steps.push(...planObject(compiler, row, inner.node.selectionSet));
      }
    }
  }
  return { page: (source, after) => read(source, { after }) as Connection<unknown>, node: steps };
}

function planObject(compiler: Compiler, type: GraphQLObjectType, set: SelectionSetNode): Plan[] {
  return fieldsOf(compiler, type, set).map(({ node }): Plan => {
    const key = node.alias?.value ?? node.name.value;
    if (node.name.value === "__typename") {
      return (_, out) => {
        out[key] = type.name;
      };
    }
    const named = namedTypeOf(type, node);
    if (named.endsWith("Connection")) {
      const field = planConnection(compiler, type, node);
      return (source, _, children) => void children.push({ field, source });
    }
    const read = reader(compiler, type, node);
    if (node.selectionSet === undefined) {
      return (source, out) => {
        out[key] = read(source);
      };
    }
    const plans = objectPlans(compiler, named, node.selectionSet);
    return (source, out, children) => {
      out[key] = renderValue(read(source), plans, children);
    };
  });
}

/** Plans by type name, so that an interface's rows are read by what they are. */
function objectPlans(compiler: Compiler, typeName: string, set: SelectionSetNode): (typename: unknown) => Plan[] {
  const { schema } = compiler.api;
  const declared = schema.getType(typeName);
  if (isObjectType(declared)) {
    const plan = planObject(compiler, declared, set);
    return () => plan;
  }
  const plans = new Map<unknown, Plan[]>();
  if (declared !== undefined && isAbstractType(declared)) {
    for (const each of schema.getPossibleTypes(declared)) plans.set(each.name, planObject(compiler, each, set));
  }
  return (typename) => plans.get(typename) ?? [];
}

function renderValue(value: unknown, plans: (typename: unknown) => Plan[], children: Child[]): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((each) => renderValue(each, plans, children));
  const out: Record<string, unknown> = {};
  for (const step of plans((value as { __typename?: unknown }).__typename)) step(value, out, children);
  return out;
}
