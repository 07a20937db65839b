import {
  type DocumentNode,
  execute,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";
import { addToMeta } from "../store/clock.ts";
import type { Shop } from "../store/shop.ts";
import { guardAccess } from "./access.ts";
import { Bucket } from "./bucket.ts";
import { queryCost } from "./cost.ts";
import { onceByKey } from "./idempotent.ts";
import type { Call, Resolvers } from "./resolver.ts";
import { type AccessRules, attachResolvers, loadAccessRules, loadSchema, servedRoots } from "./schema.ts";
import { shapeValidationError, shapeVariableError } from "./shaped-errors.ts";

export interface AdminApi {
  schema: GraphQLSchema;
  access: AccessRules;
  resolvers: Resolvers;
  served: ReadonlySet<string>;
  buckets: Map<string, Bucket>;
  /** Of each bucket; the standard plan's when absent. */
  pointsPerSecond: number | undefined;
}

/** The committed schema with its behaviour, access rules and idempotency. */
export function createAdminApi(resolvers: Resolvers, pointsPerSecond?: number): AdminApi {
  const schema = loadSchema();
  const access = loadAccessRules();
  attachResolvers(schema, resolvers, (type, field, inner) => {
    const keyed = type === schema.getMutationType() ? onceByKey(field, inner) : inner;
    return guardAccess(access, type, field, keyed);
  });
  return { schema, access, resolvers, served: servedRoots(schema, resolvers), buckets: new Map(), pointsPerSecond };
}

export interface GraphQLRequest {
  query: string;
  variables?: Record<string, unknown> | null | undefined;
  operationName?: string | null | undefined;
}

export interface Prepared {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  roots: string[];
  mutation: boolean;
  variables: Record<string, unknown>;
}

export type Preparation =
  | { kind: "ready"; request: Prepared }
  | { kind: "refused"; errors: object[] }
  | { kind: "unserved"; root: string };

/** Everything that can be said about a request before it costs or changes anything. */
export function prepare(api: AdminApi, request: GraphQLRequest): Preparation {
  let document: DocumentNode;
  try {
    document = parse(request.query);
  } catch (error) {
    const message = error instanceof GraphQLError ? error.message : "syntax error";
    return { kind: "refused", errors: [{ message, extensions: { code: "PARSE_ERROR" } }] };
  }
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const operation = request.operationName
    ? operations.find((each) => each.name?.value === request.operationName)
    : operations[0];
  if (operation === undefined || (operations.length > 1 && !request.operationName)) {
    return {
      kind: "refused",
      errors: [{ message: "An operation name is required", extensions: { code: "BAD_REQUEST" } }],
    };
  }
  const fragments = Object.fromEntries(
    document.definitions
      .filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const roots = operation.selectionSet.selections.flatMap((each) =>
    each.kind === Kind.FIELD ? [each.name.value] : [],
  );
  const unserved = roots.find((root) => !api.served.has(root) && !root.startsWith("__"));
  if (unserved !== undefined) return { kind: "unserved", root: unserved };
  const invalid = validate(api.schema, document);
  if (invalid.length > 0) return { kind: "refused", errors: invalid.map(shapeValidationError) };
  const given = request.variables ?? {};
  const coerced = getVariableValues(api.schema, operation.variableDefinitions ?? [], given);
  if (coerced.errors !== undefined) {
    return { kind: "refused", errors: coerced.errors.map((error) => shapeVariableError(error, operation, given)) };
  }
  const tooLong = longestList([coerced.coerced, operation]);
  if (tooLong > 250) {
    const message = `The input array size of ${tooLong} is greater than the maximum allowed of 250.`;
    return { kind: "refused", errors: [{ message, extensions: { code: "MAX_INPUT_SIZE_EXCEEDED" } }] };
  }
  const mutation = operation.operation === "mutation";
  return { kind: "ready", request: { document, operation, fragments, roots, mutation, variables: coerced.coerced } };
}

function longestList(value: unknown): number {
  if (Array.isArray(value)) return Math.max(value.length, ...value.map(longestList));
  if (value === null || typeof value !== "object" || value instanceof String) return 0;
  if ("kind" in value && value.kind === Kind.LIST) return (value as unknown as { values: unknown[] }).values.length;
  if ("loc" in value)
    return Math.max(0, ...Object.entries(value).map(([key, each]) => (key === "loc" ? 0 : longestList(each))));
  return Math.max(0, ...Object.values(value).map(longestList));
}

export interface Reply {
  data?: Record<string, unknown> | null;
  errors?: readonly unknown[];
  extensions?: Record<string, unknown>;
}

function bucketOf(api: AdminApi, shop: Shop, client: string): Bucket {
  let bucket = api.buckets.get(client);
  if (bucket === undefined) {
    bucket = new Bucket(shop.clock.realNow(), api.pointsPerSecond);
    api.buckets.set(client, bucket);
  }
  return bucket;
}

/** The points of a prepared request before it runs. */
export function requestedCost(api: AdminApi, request: Prepared): number {
  return queryCost({ ...request, schema: api.schema });
}

/** A reply that says THROTTLED, as the bucket would; nothing was executed. */
export function throttledReply(api: AdminApi, shop: Shop, client: string, requested: number): Reply {
  const throttleStatus = bucketOf(api, shop, client).status(shop.clock.realNow());
  return {
    errors: [
      {
        message: "Throttled",
        extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" },
      },
    ],
    extensions: { cost: { requestedQueryCost: requested, actualQueryCost: null, throttleStatus } },
  };
}

/** Charges, executes in one transaction, and settles. A request the bucket cannot pay counts as an overdraft. */
export function run(api: AdminApi, call: Call, request: Prepared): Reply {
  const { shop } = call;
  const requested = requestedCost(api, request);
  if (requested > 1000) {
    const message = `Query cost is ${requested}, which exceeds the single query max cost limit 1000.`;
    const extensions = { code: "MAX_COST_EXCEEDED", cost: requested, maxCost: 1000 };
    return { errors: [{ message, extensions }] };
  }
  const bucket = bucketOf(api, shop, call.client);
  if (!bucket.take(requested, shop.clock.realNow())) {
    addToMeta(shop.database, "overdrafts", 1);
    return throttledReply(api, shop, call.client, requested);
  }
  const result = executeNow(api, call, request);
  const actual = result.data ? queryCost({ ...request, schema: api.schema }, result.data) : 0;
  bucket.giveBack(Math.max(0, requested - actual));
  const throttleStatus = bucket.status(shop.clock.realNow());
  const search = call.searchWarnings.length > 0 ? { search: call.searchWarnings } : {};
  return {
    ...result,
    extensions: { ...search, cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus } },
  };
}

/** Executes without charge: bulk operations and delayed commits come here directly. */
export function executeNow(api: AdminApi, call: Call, request: Prepared): Reply {
  const work = () =>
    execute({
      schema: api.schema,
      document: request.document,
      operationName: request.operation.name?.value ?? null,
      variableValues: request.variables,
      contextValue: call,
    });
  const result = request.mutation ? call.shop.database.transaction(work) : work();
  if (result instanceof Promise) throw new Error("a resolver of the sandbox is not synchronous");
  const data = result.data as Record<string, unknown> | null | undefined;
  return { ...(data === undefined ? {} : { data }), ...(result.errors ? { errors: result.errors } : {}) };
}
