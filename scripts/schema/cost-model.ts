import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { pageWeight } from "#integrations/shopify/cost.ts";

/** A page size: written in the operation, or taken from a variable with or without a default. */
export type PageSize = { literal: number } | { variable: string; fallback?: number };

/** Requested cost as arithmetic over the operation's page sizes. */
export type Cost =
  | { kind: "points"; points: number }
  | { kind: "sum"; terms: Cost[] }
  | { kind: "most"; branches: Cost[] }
  | { kind: "page"; size: PageSize; perNode: Cost };

interface Scope {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  defaults: ReadonlyMap<string, number>;
}

const FREE_TYPES = new Set(["MoneyV2", "MoneyBag", "PageInfo"]);

/**
 * The vendor's requested cost of the document's first operation. Fitted to 1,462 captured replies (82 % exact, 90 %
 * within 10 % or two points): a scalar is free, an object 1, a `*Count` object 10, a mutation 10 with what its payload
 * holds directly, a connection 2 and its nodes times a weight that grows with the logarithm of the page.
 */
export function costExpression(schema: GraphQLSchema, document: DocumentNode): Cost {
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) return points(0);
  const scope: Scope = {
    schema,
    fragments: new Map(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    ),
    defaults: new Map(
      (operation.variableDefinitions ?? []).flatMap((node) =>
        node.defaultValue?.kind === Kind.INT ? [[node.variable.name.value, Number(node.defaultValue.value)]] : [],
      ),
    ),
  };
  const root = operation.operation === "mutation" ? schema.getMutationType() : schema.getQueryType();
  if (!root) return points(0);
  if (operation.operation !== "mutation") return simplify(selection(scope, root, operation.selectionSet));
  const terms: Cost[] = [];
  for (const [payload, field] of fieldsOf(scope, root, operation.selectionSet)) {
    terms.push(points(10));
    if (!payload || !field.selectionSet) continue;
    for (const [type, member] of fieldsOf(scope, payload, field.selectionSet)) {
      if (!type || !member.selectionSet) continue;
      terms.push(
        type.name === "Count"
          ? points(10)
          : isConnection(type)
            ? connection(scope, type, member)
            : selection(scope, type, member.selectionSet),
      );
    }
  }
  return simplify({ kind: "sum", terms });
}

/** Points for given variables; a page size that is neither given nor has a default counts as `otherwise`. */
export function evaluateCost(cost: Cost, variables: Readonly<Record<string, unknown>>, otherwise = 50): number {
  switch (cost.kind) {
    case "points":
      return cost.points;
    case "sum":
      return cost.terms.reduce((total, term) => total + evaluateCost(term, variables, otherwise), 0);
    case "most":
      return Math.max(0, ...cost.branches.map((branch) => evaluateCost(branch, variables, otherwise)));
    case "page": {
      const given = "literal" in cost.size ? cost.size.literal : variables[cost.size.variable];
      const fallback = "literal" in cost.size ? undefined : cost.size.fallback;
      const size = typeof given === "number" ? given : (fallback ?? otherwise);
      return pageWeight(size) * evaluateCost(cost.perNode, variables, otherwise);
    }
  }
}

const points = (value: number): Cost => ({ kind: "points", points: value });

function selection(scope: Scope, parent: GraphQLCompositeType, set: SelectionSetNode): Cost {
  if (!isAbstractType(parent)) return fieldCosts(scope, parent, set);
  // A reply holds one concrete type at a time, so the dearest branch counts.
  const branches = scope.schema.getPossibleTypes(parent).map((type) => fieldCosts(scope, type, set));
  return { kind: "most", branches };
}

function fieldCosts(scope: Scope, parent: GraphQLCompositeType, set: SelectionSetNode): Cost {
  const terms = fieldsOf(scope, parent, set).map(([type, field]) => fieldCost(scope, type, field));
  return { kind: "sum", terms };
}

function fieldCost(scope: Scope, type: GraphQLCompositeType | null, field: FieldNode): Cost {
  if (!type || !field.selectionSet) return points(0);
  if (FREE_TYPES.has(type.name)) return points(0);
  if (type.name === "Count") return points(10);
  if (isConnection(type)) return connection(scope, type, field);
  return { kind: "sum", terms: [points(1), selection(scope, type, field.selectionSet)] };
}

function connection(scope: Scope, type: GraphQLCompositeType, field: FieldNode): Cost {
  const terms: Cost[] = [points(2)];
  if (!field.selectionSet) return points(2);
  const nodes: [GraphQLCompositeType, SelectionSetNode][] = [];
  for (const [inner, member] of fieldsOf(scope, type, field.selectionSet)) {
    if (!inner || !member.selectionSet) continue;
    if (member.name.value === "nodes") nodes.push([inner, member.selectionSet]);
    if (member.name.value === "edges")
      for (const [node, each] of fieldsOf(scope, inner, member.selectionSet))
        if (node && each.selectionSet && each.name.value === "node") nodes.push([node, each.selectionSet]);
  }
  for (const [node, set] of nodes)
    terms.push({
      kind: "page",
      size: pageSize(scope, field),
      perNode: { kind: "sum", terms: [points(1), selection(scope, node, set)] },
    });
  return { kind: "sum", terms };
}

function pageSize(scope: Scope, field: FieldNode): PageSize {
  const argument = field.arguments?.find((each) => each.name.value === "first" || each.name.value === "last");
  if (argument?.value.kind === Kind.INT) return { literal: Number(argument.value.value) };
  if (argument?.value.kind !== Kind.VARIABLE) return { literal: 50 };
  const variable = argument.value.name.value;
  const fallback = scope.defaults.get(variable);
  return fallback === undefined ? { variable } : { variable, fallback };
}

function fieldsOf(
  scope: Scope,
  parent: GraphQLCompositeType,
  set: SelectionSetNode,
): [GraphQLCompositeType | null, FieldNode][] {
  return set.selections.flatMap((node): [GraphQLCompositeType | null, FieldNode][] => {
    if (node.kind === Kind.FIELD) {
      const fields = "getFields" in parent ? parent.getFields() : {};
      const type = fields[node.name.value] ? getNamedType(fields[node.name.value]?.type) : undefined;
      return [[isCompositeType(type) ? type : null, node]];
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? scope.fragments.get(node.name.value) : node;
    if (!fragment) return [];
    const condition = fragment.typeCondition ? scope.schema.getType(fragment.typeCondition.name.value) : parent;
    return applies(scope.schema, parent, condition) ? fieldsOf(scope, parent, fragment.selectionSet) : [];
  });
}

function applies(schema: GraphQLSchema, parent: GraphQLCompositeType, condition: unknown): boolean {
  if (condition === parent) return true;
  const type = condition as GraphQLCompositeType;
  return isAbstractType(type) && isObjectType(parent) && schema.isSubType(type, parent);
}

const isConnection = (type: GraphQLCompositeType) => type.name.endsWith("Connection");

/** Folds constants, so that what is generated from it reads as arithmetic. */
function simplify(cost: Cost): Cost {
  if (cost.kind === "points") return cost;
  if (cost.kind === "page") {
    const perNode = simplify(cost.perNode);
    if ("literal" in cost.size && perNode.kind === "points")
      return points(pageWeight(cost.size.literal) * perNode.points);
    return { ...cost, perNode };
  }
  const parts = (cost.kind === "sum" ? cost.terms : cost.branches).map(simplify);
  if (cost.kind === "most") {
    const constant = Math.max(0, ...parts.map((part) => (part.kind === "points" ? part.points : 0)));
    const open = unique(parts.filter((part) => part.kind !== "points"));
    if (open.length === 0) return points(constant);
    const branches =
      constant > 0 && !open.some((part) => leastOf(part) >= constant) ? [points(constant), ...open] : open;
    return branches.length === 1 ? branches[0]! : { kind: "most", branches };
  }
  const flat = parts.flatMap((part) => (part.kind === "sum" ? part.terms : [part]));
  const constant = flat.reduce((total, part) => total + (part.kind === "points" ? part.points : 0), 0);
  const open = flat.filter((part) => part.kind !== "points");
  if (open.length === 0) return points(constant);
  return { kind: "sum", terms: constant > 0 ? [points(constant), ...open] : open };
}

/** What the expression costs at the smallest page. */
function leastOf(cost: Cost): number {
  return evaluateCost(cost, new Proxy({}, { get: () => 1 }), 1);
}

function unique(costs: Cost[]): Cost[] {
  return [...new Map(costs.map((cost) => [JSON.stringify(cost), cost])).values()];
}
