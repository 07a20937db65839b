import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

/** Page sizes and their weights as fitted to captured replies: big pages are cheap. */
const WEIGHTS = [
  [0, 0],
  [1, 1],
  [2, 2],
  [5, 3],
  [10, 4],
  [20, 5],
  [50, 7],
  [100, 9],
  [250, 11],
] as const;

export function pageWeight(size: number): number {
  const above = WEIGHTS.findIndex(([known]) => known >= size);
  if (above <= 0) return above === 0 ? 0 : 11;
  const [low, lowWeight] = WEIGHTS[above - 1]!;
  const [high, highWeight] = WEIGHTS[above]!;
  return Math.round(lowWeight + ((size - low) / (high - low)) * (highWeight - lowWeight));
}

export interface CostInput {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
}

const FREE = new Set(["MoneyV2", "MoneyBag", "PageInfo"]);

/**
 * Points of a request: one per object, a connection by the weight of its page, ten for a mutation or a count. Given the
 * reply's data it charges what came back instead of what was asked for.
 */
export function queryCost(input: CostInput, data?: Record<string, unknown> | null): number {
  const mutation = input.operation.operation === "mutation";
  const root = mutation ? input.schema.getMutationType() : input.schema.getQueryType();
  if (root === null || root === undefined) return 0;
  const nested = selectionCost(input, root, input.operation.selectionSet, data);
  if (!mutation) return nested;
  let cost = nested;
  for (const selection of input.operation.selectionSet.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const payload = data === undefined ? undefined : (data?.[selection.alias?.value ?? selection.name.value] ?? null);
    // The ten include the payload and the objects that stand directly in it.
    cost += 10 - (payload === null ? 0 : 1 + directObjects(root, selection, payload));
  }
  return cost;
}

function directObjects(root: GraphQLCompositeType, node: FieldNode, payload: unknown): number {
  if (!("getFields" in root)) return 0;
  const type = getNamedType(root.getFields()[node.name.value]?.type);
  if (!isObjectType(type) || node.selectionSet === undefined) return 0;
  return node.selectionSet.selections.filter((selection) => {
    if (selection.kind !== Kind.FIELD || selection.selectionSet === undefined) return false;
    const inner = getNamedType(type.getFields()[selection.name.value]?.type);
    if (!isCompositeType(inner) || FREE.has(inner.name) || inner.name === "Count") return false;
    if (inner.name.endsWith("UserError") || inner.name.endsWith("Connection")) return false;
    if (payload === undefined) return true;
    const value = (payload as Record<string, unknown>)[selection.alias?.value ?? selection.name.value];
    return Array.isArray(value) ? value.some((row) => row !== null) : value !== null && value !== undefined;
  }).length;
}

function selectionCost(input: CostInput, type: GraphQLCompositeType, set: SelectionSetNode, data: unknown): number {
  let cost = 0;
  let dearestBranch = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) cost += fieldCost(input, type, selection, data);
    else {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? input.fragments[selection.name.value] : selection;
      if (fragment === undefined) continue;
      const name = fragment.typeCondition?.name.value ?? type.name;
      const narrowed = input.schema.getType(name);
      if (narrowed === undefined || !isCompositeType(narrowed)) continue;
      const typename = (data as { __typename?: string } | null | undefined)?.__typename;
      if (typename !== undefined && isObjectType(narrowed) && typename !== narrowed.name) continue;
      const branch = selectionCost(input, narrowed, fragment.selectionSet, data);
      if (isAbstractType(type) && narrowed !== type) dearestBranch = Math.max(dearestBranch, branch);
      else cost += branch;
    }
  }
  return cost + dearestBranch;
}

function fieldCost(input: CostInput, parent: GraphQLCompositeType, node: FieldNode, parentData: unknown): number {
  if (!("getFields" in parent)) return 0;
  const field = parent.getFields()[node.name.value];
  if (field === undefined || node.selectionSet === undefined) return 0;
  const type = getNamedType(field.type);
  if (!isCompositeType(type) || FREE.has(type.name) || type.name.endsWith("UserError")) return 0;
  if (type.name === "Count") return 10;
  const known = parentData !== undefined;
  const data = known
    ? (parentData as Record<string, unknown> | null)?.[node.alias?.value ?? node.name.value]
    : undefined;
  if (known && (data === null || data === undefined)) return 0;
  if (type.name.endsWith("Connection")) {
    const { size, sample } = pageSize(input, field, node, data);
    return 2 + pageWeight(size) * nodeCost(input, type, node.selectionSet, sample);
  }
  const sample = Array.isArray(data) ? (data.find((row) => row !== null) ?? null) : data;
  if (known && sample === null) return 0;
  return 1 + selectionCost(input, type, node.selectionSet, sample);
}

function pageSize(
  input: CostInput,
  field: Parameters<typeof getArgumentValues>[0],
  node: FieldNode,
  data: unknown,
): { size: number; sample: unknown } {
  if (data === undefined) {
    const args = getArgumentValues(field, node, input.variables) as { first?: number | null; last?: number | null };
    return { size: args.first ?? args.last ?? 250, sample: undefined };
  }
  const { nodes, edges } = data as { nodes?: unknown[]; edges?: unknown[] };
  const rows = nodes ?? edges ?? [];
  return { size: rows.length, sample: { nodes: rows[0] ?? null, edges: rows[0] ?? null } };
}

/** What one node of a connection costs, whether it is read through `nodes` or `edges { node }`. */
function nodeCost(input: CostInput, connection: GraphQLCompositeType, set: SelectionSetNode, sample: unknown): number {
  if (!("getFields" in connection)) return 0;
  let cost = 1;
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD || selection.selectionSet === undefined) continue;
    const name = selection.name.value;
    const type = getNamedType(connection.getFields()[name]?.type ?? connection);
    if (!isCompositeType(type)) continue;
    const row = sample === undefined ? undefined : ((sample as Record<string, unknown>)[name] ?? null);
    if (name === "nodes") cost = 1 + selectionCost(input, type, selection.selectionSet, row);
    if (name === "edges") cost = nodeCost(input, type, selection.selectionSet, row === undefined ? undefined : row);
    if (name === "node") cost = 1 + selectionCost(input, type, selection.selectionSet, row);
  }
  return cost;
}
